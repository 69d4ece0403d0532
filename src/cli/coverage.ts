import { invalidInput } from "../errors.js";
import { addDays, dayOf, type SnapshotDate } from "../model/snapshot-date.js";
import type { TenantId } from "../model/tenant.js";
import type { CliContext } from "./context.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { columns } from "./output.js";

/** Days shown when `--from` is not given, the last one included. */
const DEFAULT_DAYS = 30;

/** Prints which days exist and why the others do not. */
export async function printCoverage(
  { tools, out }: CliContext,
  input: { tenantIds: readonly TenantId[]; from: SnapshotDate | null; to: SnapshotDate | null },
): Promise<ExitCode> {
  const to = input.to ?? dayOf(tools.calendar.now());
  const from = input.from ?? addDays(to, 1 - DEFAULT_DAYS);
  if (from > to) throw invalidInput("--from", "must not be after --to", from);
  const tenantIds = input.tenantIds.length === 0 ? null : input.tenantIds;
  for (const { tenantId, date, state, snapshot, reason } of await tools.coverage({ tenantIds, from, to })) {
    const counts = snapshot && `revision ${snapshot.revision}  ${snapshot.userCount} users  ${snapshot.skuCount} SKUs`;
    out.result(columns(tenantId, date, state, counts, reason?.code, reason?.message), {
      tenantId,
      day: date,
      state,
      revision: snapshot?.revision ?? null,
      users: snapshot?.userCount ?? null,
      skus: snapshot?.skuCount ?? null,
      reason: reason?.code ?? null,
    });
  }
  return EXIT.OK;
}

import { AppError } from "../errors.js";
import { dayOf, type SnapshotDate } from "../model/snapshot-date.js";
import type { TenantScope } from "../model/tenant.js";
import type { SnapshotRow } from "../store/read/snapshot-row.js";
import type { Page, SnapshotAnswer } from "./answers.js";
import { bindingOf, decodeCursor, encodeCursor } from "./cursor.js";
import { assertPeriod } from "./day-arguments.js";
import { parsePaging, sliceBehind, toPage } from "./paging.js";
import type { QueryDeps } from "./query-deps.js";
import type { Questions } from "./questions.js";
import { toSnapshotAnswer } from "./tenant-days.js";
import { tenantInQuestion, tenantsInScope } from "./tenant-scope.js";

const FIRST_DAY = "2000-01-01" as SnapshotDate;

/** The sealed days of one tenant by date, each in its highest revision. */
export function snapshots(
  deps: QueryDeps,
  scope: TenantScope,
  input: Parameters<Questions["snapshots"]>[1],
): Promise<Page<SnapshotAnswer>> {
  const paging = parsePaging(input);
  const today = dayOf(deps.calendar.now());
  const period = { from: input.from ?? FIRST_DAY, to: input.to ?? today };
  assertPeriod(period, { today });
  const { tenantId, from, to } = input;
  const binding = bindingOf("snapshots", scope, { tenantId, from, to });
  const cursor = paging.cursor === null ? null : decodeCursor(paging.argument, paging.cursor, { binding, keys: 1 });
  return deps.store.read(async (reads) => {
    const tenant = await tenantInQuestion(reads, scope, tenantId);
    const rows = (await reads.snapshots.inRange([tenant.tenantNo], period.from, period.to)).filter(
      (row) => !row.retired,
    );
    const page = toPage(paging, sliceBehind(paging, rows, { keysOf, keys: cursor?.keys ?? null }), {
      cursorOf: (row) => encodeCursor({ binding, keys: keysOf(row), watermark: null, pins: null }),
      totalCount: rows.length,
    });
    return { ...page, nodes: page.nodes.map((row) => toSnapshotAnswer(tenant, row)) };
  });
}

/** One revision of a day; null when it is not sealed, SNAPSHOT_GONE when retention removed it. */
export function snapshot(
  deps: QueryDeps,
  scope: TenantScope,
  input: Parameters<Questions["snapshot"]>[1],
): Promise<SnapshotAnswer | null> {
  return deps.store.read(async (reads) => {
    const [tenant] = await tenantsInScope(reads, scope, [input.tenantId]);
    const row = tenant && (await reads.snapshots.revision(tenant.tenantNo, input.date, input.revision));
    if (tenant === undefined || !row) return null;
    if (row.retired) throw new AppError("SNAPSHOT_GONE", `the snapshot of ${input.date} was removed by retention`);
    return toSnapshotAnswer(tenant, row);
  });
}

function keysOf({ day }: SnapshotRow): string[] {
  return [day];
}

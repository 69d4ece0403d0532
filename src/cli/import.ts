import { AppError, invalidInput } from "../errors.js";
import { FAILURES } from "../model/failure.js";
import type { ImportOutcome } from "../model/import-outcome.js";
import { dayOf, type SnapshotDate } from "../model/snapshot-date.js";
import type { TenantId } from "../model/tenant.js";
import type { TenantAnswer } from "../query/answers.js";
import type { CliContext } from "./context.js";
import { exitCodeOfOutcomes, stopsThePartner, type ExitCode } from "./exit-code.js";
import { columns } from "./output.js";
import { eachAtOnce } from "./pool.js";
import { startProgress, type Progress } from "./progress.js";

/** How many tenants are read side by side: Microsoft throttles by tenant, the database by its connections. */
const AT_ONCE = 8;

export interface ImportInput {
  readonly tenantIds: readonly TenantId[];
  readonly all: boolean;
  readonly again: boolean;
  readonly reason: string | null;
}

interface ImportReport {
  readonly tenantId: TenantId;
  readonly day: SnapshotDate;
  readonly outcome: ImportOutcome;
}

/** Wrong usage that the options alone show; called before anything is opened. */
export function assertImportInput(input: ImportInput): void {
  if (input.all === input.tenantIds.length > 0) throw invalidInput("import", "needs either --tenant <id> or --all");
  if (input.again !== (input.reason !== null)) throw invalidInput("--again", "and --reason <text> belong together");
  if (input.reason?.trim() === "") throw invalidInput("--reason", "must say why");
}

/** Reads today of the tenants asked for and prints how each ended. */
export async function importTenants(context: CliContext, input: ImportInput): Promise<ExitCode> {
  const tenantIds = await chooseTenants(context, input);
  const progress = startProgress(context.io, tenantIds.length);
  const reports: ImportReport[] = [];
  try {
    await eachAtOnce(tenantIds, AT_ONCE, async (tenantId) => {
      const spared = outcomeWithoutAsking(reports);
      const report =
        spared === null ? await importOne(context, progress, { tenantId, input }) : notAsked(context, tenantId, spared);
      reports.push(report);
      progress.tenantDone();
      progress.print(() => print(context, report));
    });
  } finally {
    progress.stop();
  }
  if (reports.length > 1) context.out.note(summary(reports));
  return exitCodeOfOutcomes(reports.map(({ outcome }) => outcome));
}

async function chooseTenants({ tools }: CliContext, input: ImportInput): Promise<readonly TenantId[]> {
  const known = await tools.tenants.list();
  if (input.all) return activeTenants(known);
  const knownIds = new Set(known.map(({ tenantId }) => tenantId));
  for (const tenantId of input.tenantIds) {
    if (knownIds.has(tenantId)) continue;
    throw new AppError("TENANT_NOT_FOUND", `${tenantId} is no known tenant: run \`tenants sync\``, { tenantId });
  }
  return [...new Set(input.tenantIds)];
}

/** No tenant at all is refused: a scheduler that looks at the wrong database must not be told that all is well. */
function activeTenants(known: readonly TenantAnswer[]): readonly TenantId[] {
  const active = known.filter(({ state }) => state === "ACTIVE").map(({ tenantId }) => tenantId);
  if (active.length > 0) return active;
  throw new AppError("TENANT_NOT_FOUND", "there is no active tenant: run `tenants sync` first");
}

async function importOne(
  { tools }: CliContext,
  progress: Progress,
  { tenantId, input }: { tenantId: TenantId; input: ImportInput },
): Promise<ImportReport> {
  const day = dayOf(tools.calendar.now());
  const onProgress = (users: number) => progress.readUsers(tenantId, users);
  const outcome = await tools.importTenant(tenantId, { again: input.again, reason: input.reason, onProgress });
  return { tenantId, day, outcome };
}

/** How the tenants left end once a signal stopped us, or the partner failed: asked, they would get the same answer, and the blame. */
function outcomeWithoutAsking(reports: readonly ImportReport[]): ImportOutcome | null {
  if (reports.some(({ outcome }) => outcome.kind === "stopped")) return { kind: "stopped" };
  if (!reports.some(({ outcome }) => stopsThePartner(outcome))) return null;
  return { kind: "failed", reason: "NOT_ATTEMPTED", detail: FAILURES.NOT_ATTEMPTED.message, retryAfter: null };
}

function notAsked({ tools }: CliContext, tenantId: TenantId, outcome: ImportOutcome): ImportReport {
  return { tenantId, day: dayOf(tools.calendar.now()), outcome };
}

function print({ out }: CliContext, { tenantId, day, outcome }: ImportReport): void {
  const reason = outcome.kind === "failed" ? outcome.reason : null;
  const revision = "revision" in outcome ? outcome.revision : null;
  const { users, skus } = "users" in outcome ? outcome : { users: null, skus: null };
  out.result(columns(tenantId, day, outcome.kind, describe(outcome)), {
    tenantId,
    day,
    outcome: outcome.kind,
    revision,
    users,
    skus,
    reason,
  });
}

function describe(outcome: ImportOutcome): string {
  switch (outcome.kind) {
    case "failed":
      return describeFailure(outcome);
    case "held":
      return `${outcome.users} users  ${outcome.skus} SKUs  suspect: see \`suspect list\``;
    case "already-held":
      return "held or rejected earlier today: see `suspect list`";
    case "busy":
      return "another import holds this tenant";
    case "stopped":
      return "given up, because the process stops";
    default:
      return `revision ${outcome.revision}  ${outcome.users} users  ${outcome.skus} SKUs`;
  }
}

function describeFailure({ reason, retryAfter }: Extract<ImportOutcome, { kind: "failed" }>): string {
  const { message, remedy } = FAILURES[reason];
  const wait = retryAfter === null ? null : `Not before ${retryAfter.toISOString()}.`;
  return columns(reason, message, remedy, wait);
}

function summary(reports: readonly ImportReport[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of reports) counts.set(outcome.kind, (counts.get(outcome.kind) ?? 0) + 1);
  const parts = [...counts].map(([kind, count]) => `${count} ${kind}`);
  return `${reports.length} tenants: ${parts.join(", ")}`;
}

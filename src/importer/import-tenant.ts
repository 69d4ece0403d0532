import type { Log } from "../log.js";
import type { Metrics } from "../metrics.js";
import type { ImportOutcome } from "../model/import-outcome.js";
import { addDays, type Calendar, dayOf, type SnapshotDate } from "../model/snapshot-date.js";
import type { SubscribedSku } from "../model/subscribed-sku.js";
import type { TenantId } from "../model/tenant.js";
import type { DirectorySource, ListingStats } from "../microsoft/directory.js";
import type { Opened, SnapshotWriter } from "../store/write/snapshot-writer.js";
import type { TenantRun } from "../store/write/tenant-run.js";
import { DayIsOver, endRun, failed, type Reading } from "./end-run.js";
import { consumedUnitChecks, plausibilityChecks } from "./plausibility.js";
import { tellImport } from "./told-import.js";
import { streamUsers } from "./stream-users.js";
import type { UserStream } from "./user-stream.js";

/** What an import needs: Microsoft to read, the store to write, and the calendar that says which day it is. */
export interface ImportDeps {
  readonly directory: DirectorySource;
  readonly snapshots: Pick<SnapshotWriter, "open">;
  readonly calendar: Calendar;
  readonly log: Log;
  readonly metrics?: Pick<Metrics, "startImport">;
}

export interface ImportRequest {
  readonly tenantId: TenantId;
  readonly day: SnapshotDate;
  /** Why a day that is done is read once more; null: leave it alone. */
  readonly again?: string | null;
  readonly onProgress?: (users: number) => void;
  /** Aborted when the worker stops: the run is given up, and nobody is blamed. */
  readonly signal?: AbortSignal;
}

const HOURS_PAST_MIDNIGHT = 2;

/**
 * Imports one tenant's day: read everything, write what changed, seal or hold. Only today can be read; a day that is done
 * is left alone unless `again` says why. Throws only for faults of ours and of the database.
 */
export async function importTenant(deps: ImportDeps, request: ImportRequest): Promise<ImportOutcome> {
  const stats: ListingStats = { pages: 0, retries: 0 };
  const teller = tellImport(deps, request, stats);
  try {
    const outcome = await runImport(deps, request, stats);
    teller.ended(outcome);
    return outcome;
  } catch (cause) {
    teller.broken(cause);
    throw cause;
  }
}

async function runImport(deps: ImportDeps, request: ImportRequest, stats: ListingStats): Promise<ImportOutcome> {
  if (dayOf(deps.calendar.now()) !== request.day) return failed("DAY_OVER", `${request.day} is not today`);
  const { tenantId, day, again = null } = request;
  const opened = await deps.snapshots.open({ tenantId, day, again });
  if (opened.kind !== "opened") return notOpened(opened);
  const { run } = opened;
  stats.run = { day, seq: run.seq };
  try {
    return await readAndComplete(deps, request, { run, stats });
  } catch (cause) {
    return endRun(request, { run, stats, cause });
  }
}

async function readAndComplete(
  deps: ImportDeps,
  request: ImportRequest,
  { run, stats }: Reading,
): Promise<ImportOutcome> {
  const signal = request.signal === undefined ? run.signal : AbortSignal.any([run.signal, request.signal]);
  const skus = await deps.directory.listSubscribedSkus(request.tenantId, signal, stats);
  const listing = deps.directory.listUsers(request.tenantId, signal, stats);
  const stream = await streamUsers(run, listing, async (users) => {
    signal.throwIfAborted();
    assertDayNotOver(deps.calendar, request.day);
    request.onProgress?.(users);
  });
  const totals = { skus, perSku: stream.counter.perSku(), groups: stream.counter.groups() };
  await allDone([stream.finish(), run.writeTotals(totals)]); // the totals of before are read while the last people are written
  return complete(run, stream, { skus, stats });
}

/** Waits for all of them, also where one fails: nothing goes on writing when its run is ended. */
async function allDone(works: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(works);
  await Promise.all(works);
}

async function complete(
  run: TenantRun,
  stream: UserStream,
  { skus, stats }: { readonly skus: readonly SubscribedSku[]; readonly stats: ListingStats },
): Promise<ImportOutcome> {
  const counts = { users: stream.users, skus: skus.length, assignments: stream.counter.assignments };
  const checks = plausibilityChecks(await run.lastSealed(), counts);
  const sealing = await run.complete(
    {
      ...counts,
      contentHash: stream.content.finish(skus),
      checks: [...checks, ...consumedUnitChecks(skus, stream.counter.perSku())],
      held: checks.some((check) => !check.ok),
    },
    stats,
  );
  const { users } = counts;
  return sealing.kind === "held"
    ? { kind: "held", users, skus: skus.length }
    : { ...sealing, users, skus: skus.length };
}

/** A listing that crosses midnight keeps its day, until two hours past it. */
function assertDayNotOver(calendar: Calendar, day: SnapshotDate): void {
  const end = Date.parse(`${addDays(day, 1)}T00:00:00Z`) + HOURS_PAST_MIDNIGHT * 3_600_000;
  if (calendar.now().getTime() > end)
    throw new DayIsOver(`the listing was not finished two hours past the end of ${day}`);
}

function notOpened(opened: Exclude<Opened, { kind: "opened" }>): ImportOutcome {
  switch (opened.kind) {
    case "already-sealed":
      return { kind: "already-sealed", ...opened.sealed };
    case "not-yet":
      return { kind: "failed", reason: "THROTTLED", detail: "Microsoft asked us to wait", retryAfter: opened.until };
    case "refused":
      return failed(opened.reason, opened.detail);
    default:
      return { kind: opened.kind };
  }
}

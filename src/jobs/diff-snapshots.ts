import type { Log } from "../log.js";
import { ChangeTally, type ChangeCount } from "../model/change-tally.js";
import { changesOf } from "../model/diff.js";
import { snapshotSealed, type GatewayEvent } from "../model/gateway-event.js";
import { parseGuid } from "../model/guid.js";
import { parseSnapshotDate } from "../model/snapshot-date.js";
import type { TenantId } from "../model/tenant.js";
import type { EndingStep } from "../store/read/day-reader.js";
import type { Reads, ReadStore } from "../store/read/read-store.js";
import type { ChangeSummaryStore, SummarisedStep } from "../store/write/change-summary.js";
import type { JobData, RunningJob } from "./job-queue.js";

/** What the changes of a sealed day are worked out with. */
export interface DiffSnapshotsDeps {
  readonly store: ReadStore;
  readonly summaries: ChangeSummaryStore;
  readonly events: { append(event: GatewayEvent): Promise<unknown> };
  readonly log: Log;
}

/**
 * The job: counts what a sealed day changed, tells that it was sealed, and keeps the counts. In this order, so that a day is
 * told again (the event has the same id) rather than never. Run twice it changes nothing.
 */
export function createDiffSnapshots(deps: DiffSnapshotsDeps) {
  return async (data: JobData, { signal }: RunningJob): Promise<void> => {
    const tenantId = parseGuid("tenantId", String(data["tenantId"]));
    const day = parseSnapshotDate("day", String(data["day"]));
    const step = await deps.store.read((reads) => reads.days.endingOn(tenantId, day));
    if (step === null) return; // retired meanwhile
    const summarised = toSummarised(step);
    if (await deps.summaries.isCurrent(summarised)) return;
    const counts = await deps.store.read((reads) => countStep(reads, step, signal));
    await deps.events.append(eventOf(tenantId, step, counts));
    await deps.summaries.write(summarised, counts);
    deps.log.debug("changes counted", { tenantId, day, people: counts[0]?.people });
  };
}

function toSummarised({ tenantNo, contentEpoch, before, after }: EndingStep): SummarisedStep {
  return { tenantNo, contentEpoch, seq: after.seq, previousSeq: before?.seq ?? 0 };
}

/** Person by person, so that memory does not grow with the step. A first day changes nothing. */
async function countStep(
  reads: Reads,
  { tenantNo, before, after }: EndingStep,
  signal: AbortSignal,
): Promise<ChangeCount[]> {
  const tally = new ChangeTally();
  if (before === null) return tally.counts();
  const steps = [{ tenantNo, before: before.seq, after: after.seq }];
  const search = { people: "everybody" as const, skus: "all" as const, mostSteps: 1, expected: Infinity };
  for await (const subject of reads.changes.walk({ steps, start: { step: 0, userNo: 0 }, ...search })) {
    signal.throwIfAborted();
    tally.add(changesOf(subject));
  }
  return tally.counts();
}

function eventOf(tenantId: TenantId, { before, after }: EndingStep, counts: readonly ChangeCount[]): GatewayEvent {
  const { day, revision, sealedAt } = after;
  const changes = counts
    .filter(({ skuId, kind }) => skuId === null && kind !== "ANY")
    .map(({ kind, people, seats }) => ({ kind, people, seats }));
  const people = counts.find(({ kind }) => kind === "ANY")?.people ?? 0;
  const told = { previousDay: before?.day ?? null, people, changes };
  return snapshotSealed({ tenantId, day, revision }, new Date(sealedAt), told);
}

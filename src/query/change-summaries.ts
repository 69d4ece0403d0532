import { dayOf } from "../model/snapshot-date.js";
import { compareCounts, type ChangeCount } from "../model/change-tally.js";
import type { TenantScope } from "../model/tenant.js";
import type { Reads } from "../store/read/read-store.js";
import type { Page } from "./answers.js";
import { assertPeriod } from "./day-arguments.js";
import { countSteps } from "./change-counts.js";
import { toStepAnswer } from "./change-page.js";
import { readSteps, type ChangeStep, type ChangeSteps } from "./change-steps.js";
import { bindingOf, decodeCursor, encodeCursor } from "./cursor.js";
import { groupedBy } from "./grouped-by.js";
import { parsePaging, sliceBehind, toPage } from "./paging.js";
import { mostChangedPeople, type QueryDeps } from "./query-deps.js";
import type { Questions } from "./questions.js";
import { toSkuAnswer } from "./sku-answer.js";
import { tenantsInQuestion } from "./tenant-scope.js";
import type { ChangeSummaryAnswer } from "./change-answers.js";

const MOST_DAYS = 3_653;

type Input = Parameters<Questions["changeSummaries"]>[1];

/** What each step changed, counted: as the nightly job left it where that is still true, worked out otherwise. */
export function changeSummaries(
  deps: QueryDeps,
  scope: TenantScope,
  { first = null, after = null, ...asked }: Input,
): Promise<Page<ChangeSummaryAnswer>> {
  const paging = parsePaging({ first, after });
  assertPeriod(asked, { today: dayOf(deps.calendar.now()), mostDays: MOST_DAYS });
  const binding = bindingOf("changeSummaries", scope, asked);
  const cursor = after === null ? null : decodeCursor("after", after, { binding, keys: 2 });
  return deps.store.read(async (reads) => {
    const tenants = await tenantsInQuestion(reads, scope, asked.tenantIds);
    const { steps, stand }: ChangeSteps = await readSteps(reads, tenants, { period: asked, cursor });
    const rows = sliceBehind(paging, steps, { keysOf, keys: cursor?.keys ?? null });
    const page = toPage(paging, rows, {
      cursorOf: (step) => encodeCursor({ binding, keys: keysOf(step), ...stand }),
      totalCount: steps.length,
    });
    return { ...page, nodes: await toAnswers(reads, page.nodes, mostChangedPeople(deps)) };
  });
}

function keysOf({ tenant, after }: ChangeStep): string[] {
  return [after.day, tenant.tenantId];
}

async function toAnswers(
  reads: Reads,
  steps: readonly ChangeStep[],
  mostPeople: number,
): Promise<ChangeSummaryAnswer[]> {
  const kept = await readKept(reads, steps);
  const untold = steps.filter((step) => !kept.has(step));
  const counted = await countSteps(reads, untold, mostPeople);
  const skus = await reads.skusById([...kept.values(), ...counted.values()].flat().flatMap(({ skuId }) => skuId ?? []));
  return steps.map((step) => {
    const counts = kept.get(step) ?? counted.get(step) ?? [];
    return {
      ...toStepAnswer(step),
      people: counts.find(({ kind }) => kind === "ANY")?.people ?? 0,
      counts: counts.flatMap(({ kind, skuId, people, seats }) => {
        const sku = skuId === null ? undefined : skus.get(skuId);
        return kind === "ANY" ? [] : [{ kind, sku: sku === undefined ? null : toSkuAnswer(sku), people, seats }];
      }),
    };
  });
}

/** The counts that are there, in order. The step of a tenant's whole summary always has one that is about anybody. */
async function readKept(
  reads: Reads,
  steps: readonly ChangeStep[],
): Promise<ReadonlyMap<ChangeStep, readonly ChangeCount[]>> {
  const rows = await reads.summaries.of(
    steps.map(({ tenant, before, after }) => ({ ...tenant, before: before.seq, after: after.seq })),
  );
  const skus = await reads.skusByNo(rows.flatMap(({ skuNo }) => (skuNo === 0 ? [] : [skuNo])));
  const counts = groupedBy(rows, ({ tenantNo, seq }) => `${tenantNo} ${seq}`);
  const kept = steps.flatMap((step): [ChangeStep, ChangeCount[]][] => {
    const own = counts.get(`${step.tenant.tenantNo} ${step.after.seq}`);
    if (own === undefined) return [];
    const named = own.map(({ skuNo, ...count }) => ({ ...count, skuId: skus.get(skuNo)?.skuId ?? null }));
    return [[step, named.sort(compareCounts)]];
  });
  return new Map(kept);
}

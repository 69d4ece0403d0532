import type { Guid } from "../model/guid.js";
import { dayOf } from "../model/snapshot-date.js";
import type { TenantScope } from "../model/tenant.js";
import type { Reads } from "../store/read/read-store.js";
import type { SkuSet, SubscribedSkuRow } from "../store/read/sku-reader.js";
import type { AsOf, Page, SubscribedSkuAnswer } from "./answers.js";
import type { SkuListFilter } from "./inputs.js";
import { toAsOf } from "./as-of.js";
import { assertSkuIds } from "./counted-skus.js";
import { bindingOf, decodeCursor, encodeCursor } from "./cursor.js";
import { toDayQuestion } from "./day-arguments.js";
import { snapshotGone } from "./gap-errors.js";
import { sumMeasures } from "./measures.js";
import { parsePaging, toPage } from "./paging.js";
import type { QueryDeps } from "./query-deps.js";
import type { Questions } from "./questions.js";
import { pinsOf, resolveAgain, resolveDays, snapshotOf, type ResolvedDay } from "./resolve-days.js";
import { skuOf, toSkuAnswer } from "./sku-answer.js";
import { tenantsInQuestion, tenantsInScope } from "./tenant-scope.js";

type Input = Parameters<Questions["subscribedSkus"]>[1];
type OneInput = Parameters<Questions["subscribedSku"]>[1];

/** What tenants own, by the page, in the order of tenants and then of SKUs as they were first met. */
export function subscribedSkus(
  deps: QueryDeps,
  scope: TenantScope,
  input: Input,
): Promise<Page<SubscribedSkuAnswer> & { asOf: AsOf }> {
  const paging = parsePaging(input);
  const { first: _first, after: _after, last: _last, before: _before, ...asked } = input;
  const binding = bindingOf("subscribedSkus", scope, asked);
  const cursor = paging.cursor === null ? null : decodeCursor(paging.argument, paging.cursor, { binding, keys: 2 });
  return deps.store.read(async (reads) => {
    const tenants = await tenantsInQuestion(reads, scope, input.tenantIds);
    const question = toDayQuestion(input, { tenants, today: dayOf(deps.calendar.now()) });
    const resolution = cursor ? await resolveAgain(reads, question, cursor) : await resolveDays(reads, question);
    const set = await toSkuSet(reads, input.filter ?? {}, { deps, days: resolution.days });
    const { backward, size } = paging;
    const rows = await reads.skus.page(set, { key: cursor?.keys ?? null, backward, limit: size + 1 });
    const stand = { binding, ...snapshotOf(resolution.days) };
    const page = toPage(paging, rows, {
      cursorOf: (row) => encodeCursor({ ...stand, keys: [row.tenantNo, row.skuNo] }),
      totalCount: await reads.skus.count(set),
    });
    const nodes = await toAnswers(reads, page.nodes, resolution.days);
    return { ...page, nodes, asOf: await toAsOf(reads, resolution) };
  });
}

/** One SKU of one day and revision; null when the day is not sealed or the tenant did not subscribe to it. */
export function subscribedSku(
  deps: QueryDeps,
  scope: TenantScope,
  input: OneInput,
): Promise<SubscribedSkuAnswer | null> {
  return deps.store.read(async (reads) => {
    const [tenant] = await tenantsInScope(reads, scope, [input.tenantId]);
    if (tenant === undefined) return null;
    const snapshot = await reads.snapshots.revision(tenant.tenantNo, input.date, input.revision);
    if (snapshot === null) return null;
    const today = dayOf(deps.calendar.now());
    const question = toDayQuestion({ at: input.date }, { tenants: [tenant], today });
    if (snapshot.retired) throw snapshotGone(question, [snapshot]);
    const days = [{ tenant, snapshot }];
    const set = await toSkuSet(reads, { skuIds: [input.skuId] }, { deps, days });
    const rows = await reads.skus.page(set, { key: null, backward: false, limit: 1 });
    return (await toAnswers(reads, rows, days))[0] ?? null;
  });
}

async function toSkuSet(
  reads: Reads,
  filter: SkuListFilter,
  { deps, days }: { deps: QueryDeps; days: readonly ResolvedDay[] },
): Promise<SkuSet> {
  const { skuIds, excludeSkuIds, includeFree, includeCompanySkus } = filter;
  assertSkuIds(filter);
  const known = await reads.skusById([...(skuIds ?? []), ...(excludeSkuIds ?? [])]);
  const numbersOf = (ids: readonly Guid[]) => ids.flatMap((skuId) => known.get(skuId)?.skuNo ?? []);
  return {
    pins: pinsOf(days),
    only: skuIds ? numbersOf(skuIds) : null,
    without: numbersOf(excludeSkuIds ?? []),
    withoutPartNumbers: includeFree ? [] : [...deps.freeSkus],
    withoutCompany: !includeCompanySkus,
  };
}

async function toAnswers(
  reads: Reads,
  rows: readonly SubscribedSkuRow[],
  days: readonly ResolvedDay[],
): Promise<SubscribedSkuAnswer[]> {
  const byTenant = new Map(days.map((day) => [day.tenant.tenantNo, day]));
  const skus = await reads.skusByNo(rows.map((row) => row.skuNo));
  const plans = await reads.servicePlans(rows.map((row) => row.servicePlansNo));
  return rows.flatMap((row) => {
    const day = byTenant.get(row.tenantNo);
    if (day === undefined) return [];
    const { assignments } = row;
    return [
      {
        tenantId: day.tenant.tenantId,
        date: day.snapshot.day,
        revision: day.snapshot.revision,
        sku: toSkuAnswer(skuOf(skus, row.skuNo)),
        measures: sumMeasures([{ units: row, assignments }], { people: false, assignedUsers: assignments }),
        servicePlans: plans.get(row.servicePlansNo)?.plans ?? [],
        assignable: plans.get(row.servicePlansNo)?.assignable ?? true,
      },
    ];
  });
}

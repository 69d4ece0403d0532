import { AppError } from "../errors.js";
import { changeOf } from "../model/change.js";
import { attributeOf, changesOf } from "../model/diff.js";
import type { TenantScope } from "../model/tenant.js";
import type { StepSubject } from "../store/read/change-reader.js";
import type { Reads } from "../store/read/read-store.js";
import type { TenantRow } from "../store/read/tenant-reader.js";
import type { UserRow } from "../store/read/user-reader.js";
import type { ChangeFilter } from "./inputs.js";
import { chooseChanges } from "./change-choice.js";
import { toAnswers } from "./change-page.js";
import { toStep, type ChangeStep } from "./change-steps.js";
import type { QueryDeps } from "./query-deps.js";
import { tenantsInScope } from "./tenant-scope.js";
import type { ChangeAnswer, ChangeRef } from "./change-answers.js";

/** One change again, from the two days it was told of; null when they do not tell it, SNAPSHOT_GONE when one was retired. */
export function change(deps: QueryDeps, scope: TenantScope, asked: ChangeRef): Promise<ChangeAnswer | null> {
  return deps.store.read(async (reads) => {
    const [tenant] = await tenantsInScope(reads, scope, [asked.tenantId]);
    const step = tenant && (await readStep(reads, tenant, asked));
    if (!step) return null;
    if (asked.kind === "MOVED_IN" || asked.kind === "MOVED_OUT") return readMove(reads, step, asked);
    for await (const subject of readSubjects(reads, step, asked)) {
      const found = changesOf(subject).find(
        ({ kind, skuId, field }) => kind === asked.kind && skuId === asked.skuId && field === asked.field,
      );
      if (found) return (await toAnswers(reads, [{ step, change: found }]))[0] ?? null;
    }
    return null;
  });
}

async function readStep(reads: Reads, tenant: TenantRow, asked: ChangeRef): Promise<ChangeStep | null> {
  const before = await reads.snapshots.revision(tenant.tenantNo, asked.previousDate, asked.previousRevision);
  const after = await reads.snapshots.revision(tenant.tenantNo, asked.date, asked.revision);
  if (before === null || after === null || before.seq >= after.seq) return null;
  if (before.retired || after.retired) {
    throw new AppError("SNAPSHOT_GONE", "a day of this change was removed by retention");
  }
  return { tenant, before, after };
}

/** Walks no further than whom or what the change is about. */
async function* readSubjects(reads: Reads, step: ChangeStep, asked: ChangeRef): AsyncGenerator<StepSubject> {
  const { entraId, skuId, kind } = asked;
  const { tenantNo } = step.tenant;
  const [person] = entraId === null ? [] : await reads.people.find([{ tenantNo, entraId }]);
  if (entraId !== null && person === undefined) return;
  const filter: ChangeFilter = entraId === null ? { kinds: [kind], skuIds: skuId === null ? [] : [skuId] } : {};
  const choice = await chooseChanges(reads, filter, person && [person]);
  yield* reads.changes.walk({ steps: [toStep(step)], start: { step: 0, userNo: 0 }, ...choice, expected: 1 });
}

/** Somebody who held the SKU on both days moved, if anything did; what they were counted by stands in the field. */
async function readMove(reads: Reads, step: ChangeStep, asked: ChangeRef): Promise<ChangeAnswer | null> {
  const { entraId, skuId, field } = asked;
  const { tenantNo } = step.tenant;
  const [person] = entraId === null ? [] : await reads.people.find([{ tenantNo, entraId }]);
  const sku = skuId === null ? undefined : (await reads.skusById([skuId])).get(skuId);
  if (person === undefined || sku === undefined) return null;
  const states: UserRow[] = [];
  for (const { seq } of [step.before, step.after]) {
    const held = await reads.licenses.ofUsers([{ tenantNo, seq, userNo: person.userNo }]);
    const state = await reads.users.one({ tenantNo, seq }, person.userNo);
    if (state === null || !held.some(({ skuNo }) => skuNo === sku.skuNo)) return null;
    states.push(state);
  }
  const [before, after] = states.map((state) => (field === null ? null : attributeOf(state, field)));
  const told = { personId: entraId, skuId, field, before: before ?? null, after: after ?? null };
  return (await toAnswers(reads, [{ step, change: changeOf(asked.kind, told) }]))[0] ?? null;
}

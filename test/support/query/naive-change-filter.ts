import { CHANGE_KINDS } from "../../../src/model/change.js";
import { USER_TEXT_FIELDS } from "../../../src/model/imported-fields.js";
import type { SnapshotDate } from "../../../src/model/snapshot-date.js";
import type { ChangeFilter } from "../../../src/query/inputs.js";
import type { DayCopy } from "../naive/day-copy.js";
import { idOf } from "../naive/random-directory.js";
import type { Random } from "../naive/random.js";
import { naivelyTakes, randomFilter } from "./naive-filter.js";
import type { ChangeAnswer } from "../../../src/query/change-answers.js";

const FIELDS = [
  ...USER_TEXT_FIELDS,
  ...["extensionAttribute1", "extensionAttribute15", "manager", "disabledPlans", "enabled", "suspended"],
];

/** Some of kinds, SKUs, fields and a condition on people. */
export function randomChangeFilter(random: Random): ChangeFilter {
  const some = <T>(values: readonly T[]) => random.shuffled(values).slice(0, random.below(4));
  const skus = Array.from({ length: 9 }, (_, index) => idOf("sku", index));
  return {
    ...(random.chance(0.5) ? { kinds: some(CHANGE_KINDS) } : {}),
    ...(random.chance(0.3) ? { skuIds: some(skus) } : {}),
    ...(random.chance(0.3) ? { fields: some(FIELDS) } : {}),
    ...(random.chance(0.4) ? { user: randomFilter(random) } : {}),
  };
}

/** Does the change count, going by the copies of its two days? */
export function takes(
  { kinds, skuIds, fields, user }: ChangeFilter,
  change: ChangeAnswer,
  copyOf: (change: ChangeAnswer, day: SnapshotDate) => DayCopy | undefined,
): boolean {
  if (kinds && !kinds.includes(change.kind)) return false;
  const ids: (string | undefined)[] = [change.sku?.skuId, change.previousSku?.skuId];
  if (skuIds && !skuIds.some((id) => ids.includes(id))) return false;
  if (fields && !fields.some((field) => field === change.field)) return false;
  if (!user) return true;
  return [change.previousDate, change.date].some((day) => {
    const copy = copyOf(change, day);
    const person = copy?.users.find(({ id }) => id === change.person?.entraId);
    return copy !== undefined && person !== undefined && naivelyTakes(user, person, copy);
  });
}

import { plausibilityChecks } from "../../../src/importer/plausibility.js";
import type { DayCopy } from "../naive/day-copy.js";

/** No day is held after the one before it: a few in some thousand random directories list so little that one is. */
export function believed(copies: readonly DayCopy[]): boolean {
  const counts = copies.map(({ users, skus }) => {
    const assignments = users.reduce((sum, user) => sum + user.licenses.length, 0);
    return { users: users.length, skus: skus.length, assignments };
  });
  return counts.every((today, day) => plausibilityChecks(counts[day - 1] ?? null, today).every(({ ok }) => ok));
}

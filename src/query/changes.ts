import { dayOf } from "../model/snapshot-date.js";
import type { TenantScope } from "../model/tenant.js";
import type { Page } from "./answers.js";
import { chooseChanges } from "./change-choice.js";
import { CHANGE_KEYS, readChangePage } from "./change-page.js";
import { readSteps } from "./change-steps.js";
import { bindingOf, decodeCursor, type Cursor } from "./cursor.js";
import { assertPeriod } from "./day-arguments.js";
import { parsePaging, type Paging } from "./paging.js";
import { mostChangedPeople, type QueryDeps } from "./query-deps.js";
import type { Questions } from "./questions.js";
import { tenantsInQuestion } from "./tenant-scope.js";
import type { ChangeAnswer } from "./change-answers.js";
import type { ChangeSelection } from "./selections.js";

const MOST_DAYS = 3_653;

type Input = Parameters<Questions["changes"]>[1];

/** Every change by date, tenant, and whom or what it is about: SKUs first, then people. */
export function changes(
  deps: QueryDeps,
  scope: TenantScope,
  { input, selection }: { input: Input; selection: ChangeSelection },
): Promise<Page<ChangeAnswer>> {
  const { first, after, ...asked } = input;
  const paging = parsePaging({ first: first ?? null, after: after ?? null });
  assertPeriod(asked, { today: dayOf(deps.calendar.now()), mostDays: MOST_DAYS });
  const binding = bindingOf("changes", scope, asked);
  const cursor = cursorOf(paging, binding);
  return deps.store.read(async (reads) => {
    const tenants = await tenantsInQuestion(reads, scope, asked.tenantIds);
    const steps = await readSteps(reads, tenants, { period: asked, cursor });
    const choice = await chooseChanges(reads, asked.filter ?? {});
    const [keys, mostPeople] = [cursor?.keys ?? null, mostChangedPeople(deps)];
    return readChangePage(reads, steps, { choice, paging, binding, keys, mostPeople, ...selection });
  });
}

/** The cursor of a page of changes. */
export function cursorOf({ argument, cursor }: Paging, binding: string): Cursor | null {
  return cursor === null ? null : decodeCursor(argument, cursor, { binding, keys: CHANGE_KEYS });
}

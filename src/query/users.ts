import { invalidInput } from "../errors.js";
import { dayOf } from "../model/snapshot-date.js";
import type { TenantScope } from "../model/tenant.js";
import type { KeyValue } from "../store/read/keyset.js";
import type { Reads } from "../store/read/read-store.js";
import type { UserRow, UserSet } from "../store/read/user-reader.js";
import type { AsOf, Page, UserStateAnswer } from "./answers.js";
import type { UserOrder } from "./inputs.js";
import { toAsOf } from "./as-of.js";
import { bindingOf, decodeCursor, encodeCursor } from "./cursor.js";
import { toDayQuestion } from "./day-arguments.js";
import { pageGroups } from "./page-groups.js";
import { parsePaging, toPage, type Paging } from "./paging.js";
import type { QueryDeps } from "./query-deps.js";
import type { Questions } from "./questions.js";
import { pinsOf, resolveAgain, resolveDays, snapshotOf, type ResolvedDay } from "./resolve-days.js";
import { tenantsInQuestion } from "./tenant-scope.js";
import { resolveFilter } from "./user-filter.js";
import { toUserStates } from "./user-states.js";
import type { UserSelection } from "./selections.js";

const MOST_ORDERS = 3;

type Input = Parameters<Questions["users"]>[1];

/** People on their days, filtered, in order, by the page. The number of statements does not grow with the page. */
export function users(
  deps: QueryDeps,
  scope: TenantScope,
  { input, selection }: { input: Input; selection: UserSelection },
): Promise<Page<UserStateAnswer> & { asOf: AsOf }> {
  const paging = parsePaging(input);
  const order = parseOrder(input.orderBy);
  const { first: _first, after: _after, last: _last, before: _before, ...asked } = input;
  const binding = bindingOf("users", scope, asked);
  const keys = order.length + 2;
  const cursor = paging.cursor === null ? null : decodeCursor(paging.argument, paging.cursor, { binding, keys });
  return deps.store.read(async (reads) => {
    const tenants = await tenantsInQuestion(reads, scope, input.tenantIds);
    const question = toDayQuestion(input, { tenants, today: dayOf(deps.calendar.now()) });
    const resolution = cursor ? await resolveAgain(reads, question, cursor) : await resolveDays(reads, question);
    const set = await resolveFilter(reads, input.filter, { pins: pinsOf(resolution.days) });
    const rows = await readRows(reads, set, { paging, order, keys: cursor?.keys ?? null, days: resolution.days });
    const stand = { binding, ...snapshotOf(resolution.days) };
    const page = toPage(paging, rows, {
      cursorOf: selection.cursors === false ? null : (row) => encodeCursor({ ...stand, keys: keysOf(order, row) }),
      totalCount: selection.totalCount ? await countPeople(reads, set, resolution.days) : 0,
    });
    const { licenses, managers = true, disabledPlans = false } = selection;
    const known = { days: resolution.days, licenses, managers, disabledPlans };
    const nodes = await toUserStates(reads, page.nodes, known);
    return { ...page, nodes, asOf: await toAsOf(reads, resolution) };
  });
}

interface Stretch {
  readonly paging: Paging;
  readonly order: readonly UserOrder[];
  readonly keys: readonly KeyValue[] | null;
  readonly days: readonly ResolvedDay[];
}

/** In the order of tenants the page is read in stretches that the primary key orders; three statements at most. */
async function readRows(reads: Reads, set: UserSet, { paging, order, keys, days }: Stretch): Promise<UserRow[]> {
  const { backward } = paging;
  const limit = paging.size + 1;
  const wanted = set.filter === null ? limit : null;
  const groups = order.length > 0 ? [days] : pageGroups(days, { keys, backward, rows: wanted });
  const rows: UserRow[] = [];
  for (const group of groups) {
    if (rows.length >= limit) break;
    const page = { order, key: keys, backward, limit: limit - rows.length };
    rows.push(...(await reads.users.page({ ...set, pins: pinsOf(group) }, page)));
  }
  return rows;
}

/** Without a filter the sealed days themselves know how many people they hold. */
async function countPeople(reads: Reads, set: UserSet, days: readonly ResolvedDay[]): Promise<number> {
  if (set.filter !== null) return reads.users.count(set);
  return days.reduce((sum, { snapshot }) => sum + snapshot.userCount, 0);
}

function keysOf(order: readonly UserOrder[], row: UserRow): KeyValue[] {
  return [...order.map(({ field }) => row.attributes[field]), row.tenantNo, row.userNo];
}

function parseOrder(order: readonly UserOrder[] | null | undefined): readonly UserOrder[] {
  const given = order ?? [];
  if (given.length > MOST_ORDERS) throw invalidInput("orderBy", `must be at most ${MOST_ORDERS} fields`, given.length);
  if (new Set(given.map(({ field }) => field)).size < given.length) {
    throw invalidInput("orderBy", "must name each field once");
  }
  return given;
}

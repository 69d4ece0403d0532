import { dayOf, type SnapshotDate } from "../model/snapshot-date.js";
import type { TenantScope } from "../model/tenant.js";
import type { PersonRow } from "../store/read/person-reader.js";
import type { Reads } from "../store/read/read-store.js";
import type { TenantRow } from "../store/read/tenant-reader.js";
import type { Page, PersonAnswer } from "./answers.js";
import { chooseChanges } from "./change-choice.js";
import { keysOf, readChangePage, toAnswers, walkChanges, type Located } from "./change-page.js";
import { readSteps, stepsOf, type ChangeSteps, type Period } from "./change-steps.js";
import { cursorOf } from "./changes.js";
import { bindingOf, encodeCursor } from "./cursor.js";
import { assertPeriod } from "./day-arguments.js";
import { parsePaging, toPage } from "./paging.js";
import { findPerson } from "./people.js";
import { mostChangedPeople, type QueryDeps } from "./query-deps.js";
import type { Questions } from "./questions.js";
import { tenantInQuestion, tenantsInScope } from "./tenant-scope.js";
import type { ChangeAnswer } from "./change-answers.js";
import type { ChangeSelection } from "./selections.js";

type Input = Parameters<Questions["timeline"]>[1];
type FirstInput = Parameters<Questions["timelines"]>[1];

/** What happened to one person, in the order of changes. */
export function timeline(
  deps: QueryDeps,
  scope: TenantScope,
  { input, selection }: { input: Input; selection: ChangeSelection },
): Promise<Page<ChangeAnswer>> {
  const { person, first = null, after = null } = input;
  const paging = parsePaging({ first, after });
  const period = periodOf(deps, input);
  const binding = bindingFor(scope, person, input);
  const cursor = cursorOf(paging, binding);
  return deps.store.read(async (reads) => {
    const tenant = await tenantInQuestion(reads, scope, person.tenantId);
    const row = await findPerson(reads, tenant, person);
    const steps = await readSteps(reads, [tenant], { period, cursor });
    const rows = row === null ? [] : [row];
    const own = { ...steps, steps: await stepsOf(reads, steps.steps, rows) };
    const choice = await chooseChanges(reads, {}, rows);
    const [keys, mostPeople] = [cursor?.keys ?? null, mostChangedPeople(deps)];
    return readChangePage(reads, own, { choice, paging, binding, keys, mostPeople, ...selection });
  });
}

/** The first page of many people's timelines, in the order asked: one walk for all of them. */
export function timelines(
  deps: QueryDeps,
  scope: TenantScope,
  { input, selection }: { input: FirstInput; selection: ChangeSelection },
): Promise<Page<ChangeAnswer>[]> {
  const { people, first = null } = input;
  const paging = parsePaging({ first });
  const period = periodOf(deps, input);
  return deps.store.read(async (reads) => {
    const tenants = await tenantsInScope(reads, scope, [...new Set(people.map(({ tenantId }) => tenantId))]);
    const rows = await readPeople(reads, tenants, people);
    const steps = await readSteps(reads, tenants, { period, cursor: null });
    const { size } = paging;
    const walked = { rows: [...rows.values()], size, mostPeople: mostChangedPeople(deps), ...selection };
    const found = await collect(reads, steps, walked);
    const pages = people.map((person) => {
      const row = rows.get(idOf(person));
      const own = (row && found.get(`${row.tenantNo} ${row.userNo}`)) ?? { located: [], counted: 0 };
      const binding = bindingFor(scope, person, input);
      const stand = steps.standOf(row?.tenantNo ?? 0);
      return toPage(paging, own.located, {
        cursorOf: (one) => encodeCursor({ binding, keys: keysOf(one), ...stand }),
        totalCount: selection.totalCount ? own.counted : 0,
      });
    });
    const answers = await toAnswers(
      reads,
      pages.flatMap(({ nodes }) => nodes),
    );
    let told = 0;
    return pages.map((page) => ({ ...page, nodes: answers.slice(told, (told += page.nodes.length)) }));
  });
}

interface Collected extends ChangeSelection {
  readonly rows: readonly PersonRow[];
  readonly size: number;
  readonly mostPeople: number;
}

interface Own {
  readonly located: Located[];
  counted: number;
}

/** Everybody's first changes; ends when every page is full, unless they are to be counted. */
async function collect(
  reads: Reads,
  { steps }: ChangeSteps,
  { rows, size, mostPeople, totalCount }: Collected,
): Promise<ReadonlyMap<string, Own>> {
  const found = new Map<string, Own>(rows.map((row) => [`${row.tenantNo} ${row.userNo}`, { located: [], counted: 0 }]));
  const choice = await chooseChanges(reads, {}, rows);
  let open = found.size;
  const walk = { choice, start: { step: 0, userNo: 0 }, expected: found.size + 1, mostPeople };
  for await (const one of walkChanges(reads, await stepsOf(reads, steps, rows), walk)) {
    const own = found.get(`${one.step.tenant.tenantNo} ${one.userNo}`);
    if (own === undefined) continue;
    own.counted += 1;
    if (own.located.length <= size) own.located.push(one);
    if (own.counted === size + 1) open -= 1;
    if (open === 0 && !totalCount) break;
  }
  return found;
}

async function readPeople(
  reads: Reads,
  tenants: readonly TenantRow[],
  people: readonly PersonAnswer[],
): Promise<ReadonlyMap<string, PersonRow>> {
  const numbers = new Map(tenants.map(({ tenantId, tenantNo }) => [tenantId, tenantNo]));
  const ids = new Map(tenants.map(({ tenantId, tenantNo }) => [tenantNo, tenantId]));
  const keys = people.map(({ tenantId, entraId }) => ({ tenantNo: numbers.get(tenantId) ?? 0, entraId }));
  const rows = await reads.people.find(keys);
  return new Map(rows.map((row) => [`${ids.get(row.tenantNo)} ${row.entraId}`, row]));
}

function idOf({ tenantId, entraId }: PersonAnswer): string {
  return `${tenantId} ${entraId}`;
}

const BEFORE_ALL_DAYS = "1999-12-31" as SnapshotDate;

function periodOf(deps: QueryDeps, { from, to }: Pick<Input, "from" | "to">): Period {
  const today = dayOf(deps.calendar.now());
  const period = { from: from ?? BEFORE_ALL_DAYS, to: to ?? today };
  assertPeriod(period, { today });
  return period;
}

function bindingFor(scope: TenantScope, { tenantId, entraId }: PersonAnswer, { from, to }: Pick<Input, "from" | "to">) {
  return bindingOf("timeline", scope, { tenantId, entraId, from, to });
}

import type { OwnState } from "../../model/diff.js";
import type { Guid } from "../../model/guid.js";
import { binaryToGuid } from "../binary.js";
import { atEitherEnd, atEnds, keyOf, theirs, withAsked, type AskedPerson, type AtEnds } from "./asked-people.js";
import { raw, sql, type Fragment } from "./fragment.js";
import { select, type ReadContext } from "./read-context.js";
import type { Step } from "./step.js";
import { amongPeople } from "./touched-people.js";
import { STATE_COLUMNS, toState, type RawState } from "./user-columns.js";

/** Somebody's state at either end of a step; null: not in the directory. */
export interface StateEnds<State> {
  readonly id: Guid;
  before: State | null;
  after: State | null;
}

/** In the directory, with attributes that do not differ. */
export interface Present {
  readonly attributes: null;
}

const COLUMNS = raw(["v.tenant_no", ...STATE_COLUMNS.map((column) => `v.${column}`)].join(", "));
const PRESENT: Present = { attributes: null };

/** Reads who is in the directory at either end of their step, with every attribute; by `keyOf`. */
export async function readStates(
  context: ReadContext,
  steps: readonly Step[],
  asked: readonly AskedPerson[],
): Promise<Map<number, StateEnds<OwnState>>> {
  return byPerson(await readEnds<EndRow & RawState>(context, { steps, asked, columns: COLUMNS }), toState);
}

/** Reads who is in the directory at either end of their step, and no more; by `keyOf`. */
export async function readPresence(
  context: ReadContext,
  steps: readonly Step[],
  asked: readonly AskedPerson[],
): Promise<Map<number, StateEnds<Present>>> {
  return byPerson(await readEnds(context, { steps, asked, columns: raw("v.tenant_no") }), () => PRESENT);
}

/** People of whom no state begins or ends within their step, and who were there during it: they were at both its ends. By `keyOf`. */
export async function readUnmoved(
  context: ReadContext,
  steps: readonly Step[],
  asked: readonly AskedPerson[],
): Promise<Map<number, StateEnds<Present>>> {
  if (asked.length === 0) return new Map();
  const people = asked.map(({ step, userNo }) => ({ tenantNo: steps[step]?.tenantNo ?? 0, userNo }));
  const rows = await select<{ tenant_no: number; user_no: number; entra_id: Buffer }>(
    context,
    sql`SELECT p.tenant_no, p.user_no, p.entra_id FROM ${raw(`person p ${context.dialect.byPrimaryKey}`)}
      WHERE ${amongPeople("p", people)}`,
  );
  const ids = new Map(rows.map((row) => [keyOf(row.tenant_no, row.user_no), binaryToGuid(row.entra_id)]));
  return new Map(
    asked.flatMap(({ step, userNo }) => {
      const id = ids.get(keyOf(steps[step]?.tenantNo ?? 0, userNo));
      return id === undefined ? [] : [[keyOf(step, userNo), { id, before: PRESENT, after: PRESENT }]];
    }),
  );
}

type EndRow = AtEnds & { readonly entra_id: Buffer };

async function readEnds<Row extends EndRow>(
  context: ReadContext,
  { steps, asked, columns }: { steps: readonly Step[]; asked: readonly AskedPerson[]; columns: Fragment },
): Promise<Row[]> {
  if (asked.length === 0) return [];
  const table = withAsked(context, steps, asked);
  return select<Row>(
    context,
    sql`${table.with}SELECT ${atEnds(table)}, ${columns}, p.entra_id FROM ${theirs(context, table, "user_version")}
      JOIN person p ON p.tenant_no = v.tenant_no AND p.user_no = v.user_no WHERE ${atEitherEnd(table)}`,
  );
}

function byPerson<Row extends EndRow, State>(
  rows: readonly Row[],
  stateOf: (row: Row) => State,
): Map<number, StateEnds<State>> {
  const people = new Map<number, StateEnds<State>>();
  for (const row of rows) {
    const key = keyOf(Number(row.step_no), row.user_no);
    let ends = people.get(key);
    if (ends === undefined) people.set(key, (ends = { id: binaryToGuid(row.entra_id), before: null, after: null }));
    const state = stateOf(row);
    if (Number(row.at_before) === 1) ends.before = state;
    if (Number(row.at_after) === 1) ends.after = state;
  }
  return people;
}

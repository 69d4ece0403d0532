import type { PersonState } from "../../model/diff.js";
import type { Guid } from "../../model/guid.js";
import { binaryToGuid } from "../binary.js";
import { atEitherEnd, atEnds, keyOf, theirs, withAsked, type AskedPerson, type AtEnds } from "./asked-people.js";
import { raw, sql, type Fragment } from "./fragment.js";
import { select, type ReadContext } from "./read-context.js";
import type { Step } from "./step.js";
import { STATE_COLUMNS } from "./user-columns.js";
import { toUser, type RawUser } from "./user-reader.js";

/** Somebody's state at either end of a step; null: not in the directory. */
export interface StateEnds<State> {
  readonly id: Guid;
  before: State | null;
  after: State | null;
}

/** A person's attributes. */
export type OwnState = Omit<PersonState, "licenses">;
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
  const rows = await readEnds<AtEnds & RawUser>(context, { steps, asked, columns: COLUMNS });
  return byPerson(rows, (row) => {
    const { attributes, extensionAttributes, managerId } = toUser(row);
    return { attributes, extensionAttributes, managerId };
  });
}

/** Reads who is in the directory at either end of their step, and no more; by `keyOf`. */
export async function readPresence(
  context: ReadContext,
  steps: readonly Step[],
  asked: readonly AskedPerson[],
): Promise<Map<number, StateEnds<Present>>> {
  return byPerson(await readEnds(context, { steps, asked, columns: raw("v.tenant_no") }), () => PRESENT);
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
    const ends = people.get(key) ?? { id: binaryToGuid(row.entra_id), before: null, after: null };
    const state = stateOf(row);
    if (Number(row.at_before) === 1) ends.before = state;
    if (Number(row.at_after) === 1) ends.after = state;
    people.set(key, ends);
  }
  return people;
}

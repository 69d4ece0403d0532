import type { PersonEnds, PersonState } from "../../model/diff.js";
import type { Guid } from "../../model/guid.js";
import type { LicenseAssignment } from "../../model/license-assignment.js";
import { raw, sql, type Fragment } from "./fragment.js";
import { aliveAt } from "./pin.js";
import { select, type ReadContext } from "./read-context.js";
import { readSeenBefore } from "./seen-before.js";
import type { Step } from "./step.js";
import type { Touched } from "./touched-people.js";
import { STATE_COLUMNS } from "./user-columns.js";
import { toUser, type RawUser } from "./user-reader.js";

/** Somebody at both ends of a step; `step` is its place in the list. */
export interface TouchedPerson extends Touched {
  readonly person: PersonEnds;
}

/** Which of the two ends of what was asked a row stands at. */
interface AtEnds {
  readonly place: number;
  readonly at_before: number;
  readonly at_after: number;
}

type StateRow = AtEnds & RawUser;
type LicenseRow = AtEnds & { readonly sku_no: number; readonly plans_no: number };
type Side = "before" | "after";

/** Reads people at both ends of their steps, in the order given, less those absent at both. Four statements and the dictionaries. */
export async function readPersonEnds(
  context: ReadContext,
  steps: readonly Step[],
  touched: readonly Touched[],
): Promise<TouchedPerson[]> {
  if (touched.length === 0) return [];
  const asked = touched.flatMap(({ step, userNo }, place) => {
    const { tenantNo, before, after } = steps[step] ?? { tenantNo: 0, before: 0, after: 0 };
    return [{ place, tenantNo, userNo, before, after }];
  });
  const states = await readStates(context, asked);
  const licenses = await readLicenses(context, asked);
  const absent = asked.filter(({ place }) => states.has(`${place} after`) && !states.has(`${place} before`));
  const seen = await readSeenBefore(context, absent);
  return touched.flatMap(({ step, userNo }, place) => {
    const end = (side: Side): PersonState | null => {
      const state = states.get(`${place} ${side}`);
      return state ? { ...state, licenses: licenses.get(`${place} ${side}`) ?? [] } : null;
    };
    const id = (states.get(`${place} before`) ?? states.get(`${place} after`))?.id;
    if (id === undefined) return [];
    return [{ step, userNo, person: { id, before: end("before"), after: end("after"), seenBefore: seen.has(place) } }];
  });
}

/** A person of a step. */
export interface AskedPerson {
  readonly place: number;
  readonly tenantNo: number;
  readonly userNo: number;
  readonly before: number;
  readonly after: number;
}

type StateOnly = Omit<PersonState, "licenses"> & { readonly id: Guid };

async function readStates(context: ReadContext, asked: readonly AskedPerson[]): Promise<Map<string, StateOnly>> {
  const columns = raw(["v.tenant_no", "v.user_no", ...STATE_COLUMNS.map((column) => `v.${column}`)].join(", "));
  const rows = await select<StateRow>(
    context,
    sql`${askedTable(context, asked)}SELECT ${AT_ENDS}, ${columns}, p.entra_id FROM asked
      CROSS JOIN user_version v ON v.tenant_no = asked.tenant_no AND v.user_no = asked.user_no
      JOIN person p ON p.tenant_no = v.tenant_no AND p.user_no = v.user_no WHERE ${ALIVE_AT_AN_END}`,
  );
  const states = new Map<string, StateOnly>();
  for (const row of rows) {
    const { entraId: id, attributes, extensionAttributes, managerId } = toUser(row);
    for (const side of sidesOf(row))
      states.set(`${row.place} ${side}`, { id, attributes, extensionAttributes, managerId });
  }
  return states;
}

async function readLicenses(
  context: ReadContext,
  asked: readonly AskedPerson[],
): Promise<Map<string, LicenseAssignment[]>> {
  const rows = await select<LicenseRow>(
    context,
    sql`${askedTable(context, asked)}SELECT ${AT_ENDS}, v.sku_no, v.plans_no FROM asked
      CROSS JOIN license_version v ON v.tenant_no = asked.tenant_no AND v.user_no = asked.user_no WHERE ${ALIVE_AT_AN_END}`,
  );
  const { catalogue, session } = context;
  const skuNos = rows.map((row) => row.sku_no);
  const skus = await catalogue.skusByNo(session, skuNos);
  const plansNos = rows.map((row) => row.plans_no);
  const plans = await catalogue.disabledPlans(session, plansNos);
  const licenses = new Map<string, LicenseAssignment[]>();
  for (const row of rows) {
    const skuId = skus.get(row.sku_no)?.skuId;
    if (skuId === undefined) continue;
    const license = { skuId, disabledPlans: plans.get(row.plans_no) ?? [] };
    for (const side of sidesOf(row)) {
      const key = `${row.place} ${side}`;
      const held = licenses.get(key);
      if (held) held.push(license);
      else licenses.set(key, [license]);
    }
  }
  return licenses;
}

const AT_BEFORE = aliveAt("v", raw("asked.before_seq"));
const AT_AFTER = aliveAt("v", raw("asked.after_seq"));
const AT_ENDS = sql`asked.place, CASE WHEN ${AT_BEFORE} THEN 1 ELSE 0 END AS at_before,
  CASE WHEN ${AT_AFTER} THEN 1 ELSE 0 END AS at_after`;
const ALIVE_AT_AN_END = sql`((${AT_BEFORE}) OR (${AT_AFTER}))`;

function askedTable({ dialect }: ReadContext, asked: readonly AskedPerson[]): Fragment {
  const columns = ["place", "tenant_no", "user_no", "before_seq", "after_seq"];
  return {
    text: `${dialect.valuesTable("asked", columns, asked.length)} `,
    parameters: asked.flatMap(({ place, tenantNo, userNo, before, after }) => [place, tenantNo, userNo, before, after]),
  };
}

function sidesOf({ at_before, at_after }: AtEnds): Side[] {
  return [...(at_before === 1 ? (["before"] as const) : []), ...(at_after === 1 ? (["after"] as const) : [])];
}

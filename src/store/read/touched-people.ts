import type { Guid } from "../../model/guid.js";
import { USER_TEXT_FIELDS } from "../../model/imported-fields.js";
import { guidToBinary } from "../binary.js";
import { columnOf, EXTENSION_COLUMNS } from "../columns.js";
import { allOf, anyOf, join, oneOf, raw, sql, type Fragment } from "./fragment.js";
import { aliveAt } from "./pin.js";
import { select, type ReadContext } from "./read-context.js";
import { inStep, stepTable, withinSteps, type Step } from "./step.js";
import { userFilterSql, type UserCondition } from "./user-filter-sql.js";

/** A person by their number in one tenant. */
export interface PersonNo {
  readonly tenantNo: number;
  readonly userNo: number;
}

/** Whose changes are looked for. Everything given narrows the search; who is found may still not have changed. */
export interface PeopleChoice {
  /** What must have changed: their own state, their licenses, or either. */
  readonly states: boolean;
  readonly licenses: boolean;
  /** They came or went. */
  readonly presence: boolean;
  /** One of these attributes differs, by the name a change has for it. */
  readonly fields: readonly string[] | null;
  /** Licenses of these SKUs alone. */
  readonly skuNos: readonly number[] | null;
  /** These people alone. */
  readonly only: readonly PersonNo[] | null;
  /** They match it on either side of the step. */
  readonly filter: UserCondition | null;
  readonly skuNo: (skuId: Guid) => number | undefined;
  /** People looked at although nothing of their own changed. */
  readonly also: readonly AlsoTouched[];
}

/** Whoever reports to one of these managers, or holds one of these SKUs, at either end of a step. */
export interface AlsoTouched {
  readonly step: Step;
  readonly managerIds: readonly Guid[];
  readonly skuNos: readonly number[];
}

/** Everybody, whatever changed. */
export const EVERYBODY: PeopleChoice = {
  states: true,
  licenses: true,
  presence: false,
  fields: null,
  skuNos: null,
  only: null,
  filter: null,
  skuNo: () => undefined,
  also: [],
};

/** Somebody with an interval's end within a step; `step` is its place in the list. */
export interface Touched {
  readonly step: number;
  readonly userNo: number;
  /** A state of their own begins or ends there; null: that was not looked for. */
  readonly state: boolean | null;
  /** A license of theirs does, of what was looked for. */
  readonly licenses: boolean;
}

/** A stretch of them: in the first step only from `fromUserNo` on. */
export interface TouchedStretch {
  readonly steps: readonly Step[];
  readonly fromUserNo: number;
  readonly limit: number;
}

/** Reads whom the steps touch, by step, then by number. */
export async function readTouched(
  context: ReadContext,
  choice: PeopleChoice,
  { steps, fromUserNo, limit }: TouchedStretch,
): Promise<Touched[]> {
  const begun = fromUserNo === 0 ? [] : [sql`(step.step_no > 0 OR touched.user_no >= ${fromUserNo})`];
  const where = [inStep("touched"), ...begun, ...conditions(choice)];
  const rows = await select<{ step_no: number; user_no: number; states: number; licenses: number }>(
    context,
    sql`${stepTable(context.dialect, steps)}SELECT step.step_no, touched.user_no, MAX(touched.states) AS states,
      MAX(touched.licenses) AS licenses FROM (${join(sources(choice, steps, steps.length === 1 ? fromUserNo : 0), " UNION ")}) touched CROSS JOIN step
      WHERE ${join(where, " AND ")} GROUP BY step.step_no, touched.user_no ORDER BY step.step_no, touched.user_no
      LIMIT ${raw(String(limit))}`,
  );
  return rows.map(({ step_no: step, user_no: userNo, states, licenses }) => {
    const state = choice.states ? Number(states) > 0 : null;
    return { step: Number(step), userNo, state, licenses: Number(licenses) > 0 };
  });
}

function sources(choice: PeopleChoice, steps: readonly Step[], fromUserNo: number): Fragment[] {
  const tables = [...(choice.states ? ["user_version"] : []), ...(choice.licenses ? ["license_version"] : [])];
  const changed = tables.flatMap((table) =>
    (["from_seq", "to_seq"] as const).map((column) => {
      const where = [withinSteps("v", column, steps)];
      if (fromUserNo > 0) where.push(sql`v.user_no >= ${fromUserNo}`);
      if (choice.only !== null) where.push(amongPeople("v", choice.only));
      if (table === "license_version" && choice.skuNos !== null) where.push(oneOf("v.sku_no", choice.skuNos));
      const flags = raw(table === "user_version" ? "1 AS states, 0 AS licenses" : "0 AS states, 1 AS licenses");
      return sql`SELECT v.tenant_no, v.user_no, ${raw(`v.${column}`)} AS seq, ${flags} FROM ${raw(table)} v
        WHERE ${join(where, " AND ")}`;
    }),
  );
  return [...changed, ...choice.also.flatMap(alsoSources)];
}

/** The row of `alias` is of one of these people. */
export function amongPeople(alias: string, people: readonly PersonNo[]): Fragment {
  const [tenant, user] = [raw(`${alias}.tenant_no`), `${alias}.user_no`];
  const byTenant = new Map<number, number[]>();
  for (const { tenantNo, userNo } of people) {
    const known = byTenant.get(tenantNo);
    if (known === undefined) byTenant.set(tenantNo, [userNo]);
    else known.push(userNo);
  }
  return anyOf([...byTenant].map(([tenantNo, userNos]) => sql`(${tenant} = ${tenantNo} AND ${oneOf(user, userNos)})`));
}

function alsoSources({ step, managerIds, skuNos }: AlsoTouched): Fragment[] {
  const from = (table: string, condition: Fragment) => sql`SELECT v.tenant_no, v.user_no, ${step.after} AS seq,
    0 AS states, 0 AS licenses FROM ${raw(table)} v WHERE v.tenant_no = ${step.tenantNo} AND ${condition}
    AND (${aliveAt("v", sql`${step.before}`)} OR ${aliveAt("v", sql`${step.after}`)})`;
  const binary = managerIds.map(guidToBinary);
  return [
    ...(managerIds.length === 0 ? [] : [from("user_version", oneOf("v.manager_id", binary))]),
    ...(skuNos.length === 0 ? [] : [from("license_version", oneOf("v.sku_no", skuNos))]),
  ];
}

const [BEFORE, AFTER] = [raw("step.before_seq"), raw("step.after_seq")];

function conditions({ presence, fields, filter, skuNo }: PeopleChoice): Fragment[] {
  const parts: Fragment[] = [];
  if (presence) parts.push(sql`(${stateExists(BEFORE)}) <> (${stateExists(AFTER)})`);
  if (fields !== null) parts.push(columnsDiffer(fields.map(attributeColumn)));
  if (filter !== null) {
    const matches = (seq: Fragment) => stateExists(seq, userFilterSql({ seq, skuNo }, filter));
    parts.push(anyOf([matches(BEFORE), matches(AFTER)]));
  }
  return parts;
}

function stateExists(seq: Fragment, condition: Fragment = raw("1 = 1")): Fragment {
  return sql`EXISTS (SELECT 1 FROM user_version v WHERE v.tenant_no = step.tenant_no AND v.user_no = touched.user_no
    AND ${aliveAt("v", seq)} AND ${condition})`;
}

/** `department`, `manager` and `extensionAttribute3` as columns; fields of ours, never a caller's text. */
function attributeColumn(field: string): string {
  const column = ATTRIBUTE_COLUMNS.get(field);
  if (column === undefined) throw new Error("no such attribute");
  return column;
}

const ATTRIBUTE_COLUMNS: ReadonlyMap<string, string> = new Map([
  ["manager", "manager_id"],
  ...USER_TEXT_FIELDS.map((field) => [field, columnOf(field)] as const),
  ...EXTENSION_COLUMNS.map((column, index) => [`extensionAttribute${index + 1}`, column] as const),
]);

function columnsDiffer(columns: readonly string[]): Fragment {
  const differ = columns.map((column) => {
    return raw(`(w.${column} IS NULL) <> (v.${column} IS NULL) OR w.${column} <> v.${column}`);
  });
  return sql`EXISTS (SELECT 1 FROM user_version w JOIN user_version v ON v.tenant_no = w.tenant_no AND v.user_no = w.user_no
    WHERE w.tenant_no = step.tenant_no AND w.user_no = touched.user_no
    AND ${allOf([aliveAt("w", BEFORE), aliveAt("v", AFTER), anyOf(differ)])})`;
}

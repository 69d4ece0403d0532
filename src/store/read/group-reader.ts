import { FIELD_DIMENSIONS, type PeopleKey } from "../../model/group-key.js";
import { binaryToGuid } from "../binary.js";
import { columnOf, EXTENSION_COLUMNS } from "../columns.js";
import { allOf, raw, sql, type Fragment } from "./fragment.js";
import { aliveAt, pinned } from "./pin.js";
import { select, type ReadContext } from "./read-context.js";
import { userFilterSql } from "./user-filter-sql.js";
import type { UserSet } from "./user-reader.js";

/** Which assignments count: those of the people, without the SKUs left out. */
export interface AssignmentSet extends UserSet {
  readonly skus: { readonly only: readonly number[] | null; readonly without: readonly number[] };
  /** Leaves out what the tenant subscribes to for the company as a whole. */
  readonly withoutCompany: boolean;
}

/** Assignments of a SKU among the people who share a value of every key; null: without a value (an empty text is none). */
export interface GroupedCount {
  readonly tenantNo: number;
  readonly skuNo: number;
  readonly values: readonly (string | null)[];
  readonly assignments: number;
}

/** Distinct people who share a value of every key and hold at least one of the SKUs. */
export interface GroupedPeople {
  readonly tenantNo: number;
  readonly values: readonly (string | null)[];
  readonly people: number;
}

type Raw = Record<string, string | Buffer | null> & { tenant_no: number; sku_no: number; people: number };

/** Counts the licenses themselves, person by person, at the pins. `most` bounds the rows. */
export function groupReader(context: ReadContext) {
  return {
    async assignments(set: AssignmentSet, keys: readonly PeopleKey[], most: number): Promise<GroupedCount[]> {
      const statement = countStatement(context, { set, keys, most, count: raw("COUNT(*)"), by: ["l.sku_no"] });
      return (await select<Raw>(context, statement)).map((row) => ({
        tenantNo: row.tenant_no,
        skuNo: row.sku_no,
        values: valuesOf(row, keys),
        assignments: Number(row.people),
      }));
    },
    async people(set: AssignmentSet, keys: readonly PeopleKey[], most: number): Promise<GroupedPeople[]> {
      const count = raw("COUNT(DISTINCT l.user_no)");
      const statement = countStatement(context, { set, keys, most, count, by: [] });
      return (await select<Raw>(context, statement)).map((row) => ({
        tenantNo: row.tenant_no,
        values: valuesOf(row, keys),
        people: Number(row.people),
      }));
    },
  };
}

export type GroupReader = ReturnType<typeof groupReader>;

interface Count {
  readonly set: AssignmentSet;
  readonly keys: readonly PeopleKey[];
  readonly most: number;
  readonly count: Fragment;
  readonly by: readonly string[];
}

function countStatement(context: ReadContext, { set, keys, most, count, by }: Count): Fragment {
  const source = pinned(context.dialect, set.pins, "license_version", "l");
  const filter = set.filter === null ? [] : [userFilterSql({ seq: source.seq, skuNo: set.skuNo }, set.filter)];
  const where = allOf([source.where, ...filter, ...skusSql(set, source.seq)]);
  const people = set.filter === null && keys.length === 0 ? raw("") : joinPeople(source.seq);
  const columns = raw(keys.map((key, index) => `, v.${keyColumn(key)} AS k${index}`).join(""));
  const groups = ["l.tenant_no", ...by, ...keys.map((key) => `v.${keyColumn(key)}`)].join(", ");
  return sql`${source.with}SELECT l.tenant_no, ${raw([...by, ""].join(", "))}${count} AS people${columns}
    FROM ${source.from} ${people} WHERE ${where} GROUP BY ${raw(groups)} LIMIT ${raw(String(most))}`;
}

function joinPeople(seq: Fragment): Fragment {
  return sql`JOIN user_version v ON v.tenant_no = l.tenant_no AND v.user_no = l.user_no AND ${aliveAt("v", seq)}`;
}

/** The column of `user_version` a key reads. */
export function keyColumn(key: PeopleKey): string {
  if (key.by === "MANAGER") return "manager_id";
  if (key.by !== "EXTENSION_ATTRIBUTE") return columnOf(FIELD_DIMENSIONS[key.by]);
  const column = EXTENSION_COLUMNS[key.n - 1];
  if (column === undefined) throw new Error(`there is no extension attribute ${key.n}`);
  return column;
}

function valuesOf(row: Raw, keys: readonly PeopleKey[]): (string | null)[] {
  return keys.map((_, index) => toValue(row[`k${index}`]));
}

/** A manager's id comes as bytes; an empty text is no value. */
export function toValue(stored: string | Buffer | null | undefined): string | null {
  return Buffer.isBuffer(stored) ? binaryToGuid(stored) : stored || null;
}

function skusSql({ skus, withoutCompany }: AssignmentSet, seq: Fragment): Fragment[] {
  const parts: Fragment[] = [];
  const among = (numbers: readonly number[]) => raw(numbers.length === 0 ? "1 = 0" : `l.sku_no IN (${ints(numbers)})`);
  if (skus.only !== null) parts.push(among(skus.only));
  if (skus.without.length > 0) parts.push(sql`NOT ${among(skus.without)}`);
  if (withoutCompany) {
    parts.push(sql`NOT EXISTS (SELECT 1 FROM sku_version k
      JOIN service_plans sp ON sp.service_plans_no = k.service_plans_no AND sp.assignable = 0
      WHERE k.tenant_no = l.tenant_no AND k.sku_no = l.sku_no AND ${aliveAt("k", seq)})`);
  }
  return parts;
}

/** Numbers of our own dictionary, as literals. */
function ints(numbers: readonly number[]): string {
  return numbers.map((number) => Math.trunc(number)).join(",");
}

import type { Row } from "../database.js";
import { raw, sql, type Fragment } from "./fragment.js";
import { aliveAt } from "./pin.js";
import { select, type ReadContext } from "./read-context.js";
import { STATE_COLUMNS } from "./user-columns.js";

/** One row that differs between two sequences: null where it was absent. */
export interface ChangedRow {
  readonly before: Row | null;
  readonly after: Row | null;
}

/** Everything of a tenant that differs between two sequences, as it is kept. */
export interface ChangedRows {
  readonly users: readonly ChangedRow[];
  readonly licenses: readonly ChangedRow[];
  readonly skus: readonly ChangedRow[];
}

interface VersionTable {
  readonly name: string;
  readonly keys: readonly string[];
  readonly values: readonly string[];
}

const USERS: VersionTable = { name: "user_version", keys: ["user_no"], values: STATE_COLUMNS };
const LICENSES: VersionTable = { name: "license_version", keys: ["user_no", "sku_no"], values: ["plans_no"] };
const SKUS: VersionTable = {
  name: "sku_version",
  keys: ["sku_no"],
  values: ["part_number", "enabled", "warning", "suspended", "locked_out", "consumed", "service_plans_no"],
};

/** Two sequences of one tenant, `before` the lower. */
export interface Step {
  readonly tenantNo: number;
  readonly before: number;
  readonly after: number;
}

/** Reads what differs: rows with an end in (before, after], compared at both. */
export function changeReader(context: ReadContext) {
  async function changed(table: VersionTable, step: Step): Promise<ChangedRow[]> {
    const before = await select<Row>(context, sideStatement(table, step, step.before));
    const after = await select<Row>(context, sideStatement(table, step, step.after));
    return differing(table, before, after);
  }
  return {
    async between(step: Step): Promise<ChangedRows> {
      return {
        users: await changed(USERS, step),
        licenses: await changed(LICENSES, step),
        skus: await changed(SKUS, step),
      };
    },
  };
}

export type ChangeReader = ReturnType<typeof changeReader>;

/** The candidates as they stood at `seq`. */
function sideStatement(table: VersionTable, step: Step, seq: number): Fragment {
  const keys = raw(table.keys.join(", "));
  const name = raw(table.name);
  const columns = raw([...table.keys, ...table.values].map((column) => `v.${column}`).join(", "));
  const on = raw(table.keys.map((key) => `v.${key} = touched.${key}`).join(" AND "));
  const end = (column: string) => sql`SELECT ${keys} FROM ${name} WHERE tenant_no = ${step.tenantNo}
    AND ${raw(column)} > ${step.before} AND ${raw(column)} <= ${step.after}`;
  return sql`SELECT ${columns} FROM (${end("from_seq")} UNION ${end("to_seq")}) touched
    JOIN ${name} v ON v.tenant_no = ${step.tenantNo} AND ${on} WHERE ${aliveAt("v", sql`${seq}`)}`;
}

function differing(table: VersionTable, before: readonly Row[], after: readonly Row[]): ChangedRow[] {
  const keyOf = (row: Row) => table.keys.map((key) => String(row[key])).join(" ");
  const earlier = new Map(before.map((row) => [keyOf(row), row]));
  const rows: ChangedRow[] = [];
  for (const row of after) {
    const old = earlier.get(keyOf(row)) ?? null;
    earlier.delete(keyOf(row));
    if (old === null || !sameValues(table.values, old, row)) rows.push({ before: old, after: row });
  }
  for (const row of earlier.values()) rows.push({ before: row, after: null });
  return rows;
}

function sameValues(columns: readonly string[], a: Row, b: Row): boolean {
  return columns.every((column) => {
    const [left, right] = [a[column], b[column]];
    return Buffer.isBuffer(left) && Buffer.isBuffer(right) ? left.equals(right) : left === right;
  });
}

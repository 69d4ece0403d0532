import type { Row } from "../database.js";
import { insertRows, OPEN_SEQ } from "../dialect.js";
import type { FencedWriter } from "./fenced-writer.js";

const CHUNK = 500;

/** A small table kept as intervals whose whole open state is compared with what was read. */
export interface IntervalTable {
  readonly table: string;
  readonly key: readonly string[];
  readonly values: readonly string[];
}

export const LICENSE_COUNT: IntervalTable = { table: "license_count", key: ["sku_no"], values: ["assignments"] };
export const GROUP_COUNT: IntervalTable = {
  table: "group_count",
  key: ["dimension", "value_no", "sku_no"],
  values: ["assignments"],
};
export const SKU_VERSION: IntervalTable = {
  table: "sku_version",
  key: ["sku_no"],
  values: ["part_number", "enabled", "warning", "suspended", "locked_out", "consumed", "service_plans_no"],
};

type Cell = number | string | null;

/** Rows as key cells followed by value cells. */
export type IntervalRow = readonly Cell[];

/** Closes what is gone or changed and opens what is new or changed, in bounded fenced transactions. */
export async function writeIntervals(
  writer: FencedWriter,
  shape: IntervalTable,
  incoming: readonly IntervalRow[],
): Promise<void> {
  const { tenantNo, seq } = writer.lease;
  const width = shape.key.length;
  const columns = [...shape.key, ...shape.values];
  const open = await writer.database.read((session) =>
    session.rows<Row>(`SELECT ${columns.join(", ")} FROM ${shape.table} WHERE tenant_no = ? AND to_seq = ${OPEN_SEQ}`, [
      tenantNo,
    ]),
  );
  const before = new Map(
    open.map((row) => [
      columns
        .slice(0, width)
        .map((c) => String(row[c]))
        .join(),
      row,
    ]),
  );
  const wanted = new Map(incoming.map((cells) => [cells.slice(0, width).join(), cells]));
  const differs = (row: Row | undefined, cells: IntervalRow | undefined) =>
    row === undefined || cells === undefined || columns.some((column, index) => row[column] !== cells[index]);
  const closing = [...before]
    .filter(([key, row]) => differs(row, wanted.get(key)))
    .map(([, row]) => shape.key.map((c) => row[c]));
  const opening = [...wanted].filter(([key, cells]) => differs(before.get(key), cells)).map(([, cells]) => cells);
  await inChunks(closing, (keys) =>
    writer.transaction((session) =>
      session.run(
        `UPDATE ${shape.table} SET to_seq = ? WHERE tenant_no = ? AND to_seq = ${OPEN_SEQ}
         AND (${shape.key.join(", ")}) IN ${writer.dialect.tuples(keys.length, width)}`,
        [seq, tenantNo, ...keys.flat()],
      ),
    ),
  );
  await inChunks(opening, (rows) =>
    writer.transaction((session) =>
      session.run(
        insertRows(shape.table, ["tenant_no", "from_seq", "to_seq", ...columns], rows.length),
        rows.flatMap((cells) => [tenantNo, seq, OPEN_SEQ, ...cells]),
      ),
    ),
  );
}

async function inChunks<T>(rows: readonly T[], write: (chunk: readonly T[]) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < rows.length; start += CHUNK) await write(rows.slice(start, start + CHUNK));
}

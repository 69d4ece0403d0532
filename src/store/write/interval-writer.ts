import type { Session } from "../database.js";
import { insertRows, OPEN_SEQ } from "../dialect.js";
import type { FencedWriter } from "./fenced-writer.js";

/** Rows of a statement, and statements of a transaction. */
const CHUNK = 1_000;
const STATEMENTS = 6;

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
  values: ["block_seq", "assignments"],
};
export const SKU_VERSION: IntervalTable = {
  table: "sku_version",
  key: ["sku_no"],
  values: ["part_number", "enabled", "warning", "suspended", "locked_out", "consumed", "service_plans_no"],
};

type Cell = number | string | null;

/** Rows as key cells followed by value cells. */
export type IntervalRow = readonly Cell[];

/** What was read of one such table. */
export interface ReadIntervals {
  readonly shape: IntervalTable;
  readonly incoming: readonly IntervalRow[];
}

/** Closes what is gone or changed and opens what is new or changed, in bounded fenced transactions; one for a small tenant. */
export async function writeIntervals(writer: FencedWriter, read: readonly ReadIntervals[]): Promise<void> {
  const stored = await writer.database.read(async (session) => {
    const rows: IntervalRow[][] = [];
    for (const { shape } of read) rows.push(await openRows(session, writer, shape));
    return rows;
  });
  const statements = read.flatMap(({ shape, incoming }, at) => {
    const { closing, opening } = differences(shape, stored[at] ?? [], incoming);
    return [
      ...chunks(closing).map((keys) => (session: Session) => close(session, writer, shape, keys)),
      ...chunks(opening).map((rows) => (session: Session) => open(session, writer, shape, rows)),
    ];
  });
  for (let start = 0; start < statements.length; start += STATEMENTS) {
    await writer.transaction(async (session) => {
      for (const run of statements.slice(start, start + STATEMENTS)) await run(session);
    });
  }
}

function columnsOf({ key, values }: IntervalTable): readonly string[] {
  return [...key, ...values];
}

/** What stands open now, as cells. */
async function openRows(session: Session, { lease }: FencedWriter, shape: IntervalTable): Promise<IntervalRow[]> {
  const columns = columnsOf(shape);
  const sql = `SELECT ${columns.join(", ")} FROM ${shape.table} WHERE tenant_no = ? AND to_seq = ${OPEN_SEQ}`;
  const rows = await session.rows<Record<string, Cell>>(sql, [lease.tenantNo]);
  return rows.map((row) => columns.map((column) => row[column] ?? null));
}

/** The keys to close and the rows to open, so that what stands open says what came. */
function differences({ key }: IntervalTable, before: readonly IntervalRow[], incoming: readonly IntervalRow[]) {
  const byKey = (rows: readonly IntervalRow[]) =>
    new Map(rows.map((cells) => [cells.slice(0, key.length).join(), cells] as const));
  const [stored, wanted] = [byKey(before), byKey(incoming)];
  const without = (rows: ReadonlyMap<string, IntervalRow>, others: ReadonlyMap<string, IntervalRow>) =>
    [...rows].filter(([at, cells]) => !sameCells(cells, others.get(at))).map(([, cells]) => cells);
  return {
    closing: without(stored, wanted).map((cells) => cells.slice(0, key.length)),
    opening: without(wanted, stored),
  };
}

function sameCells(cells: IntervalRow, others: IntervalRow | undefined): boolean {
  return others !== undefined && cells.every((cell, index) => cell === others[index]);
}

function close(session: Session, { lease, dialect }: FencedWriter, shape: IntervalTable, keys: readonly IntervalRow[]) {
  const { table, key } = shape;
  return session.run(
    `UPDATE ${table} SET to_seq = ? WHERE tenant_no = ? AND to_seq = ${OPEN_SEQ}
     AND (${key.join(", ")}) IN ${dialect.tuples(keys.length, key.length)}`,
    [lease.seq, lease.tenantNo, ...keys.flat()],
  );
}

function open(session: Session, { lease }: FencedWriter, shape: IntervalTable, rows: readonly IntervalRow[]) {
  const columns = ["tenant_no", "from_seq", "to_seq", ...columnsOf(shape)];
  const cells = rows.flatMap((row) => [lease.tenantNo, lease.seq, OPEN_SEQ, ...row]);
  return session.run(insertRows(shape.table, columns, rows.length), cells);
}

function chunks<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / CHUNK) }, (_, at) => rows.slice(at * CHUNK, (at + 1) * CHUNK));
}

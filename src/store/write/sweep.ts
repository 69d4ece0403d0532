import type { Session } from "../database.js";
import { OPEN_SEQ } from "../dialect.js";
import type { FencedWriter } from "./fenced-writer.js";

const CHUNK = 1_000;

/** Every table that carries a sequence, with its primary key without tenant_no and from_seq. */
export const VERSION_TABLES: readonly { readonly table: string; readonly key: readonly string[] }[] = [
  { table: "user_version", key: ["user_no"] },
  { table: "license_version", key: ["user_no", "sku_no"] },
  { table: "sku_version", key: ["sku_no"] },
  { table: "license_count", key: ["sku_no"] },
  { table: "group_count", key: ["dimension", "block_seq", "value_no", "sku_no"] },
];

async function chunk(writer: FencedWriter, table: string, key: readonly string[], step: SweepStep): Promise<number> {
  return writer.transaction(async (session: Session) => {
    const { tenantNo, completeSeq } = writer.lease;
    const columns = [...key, "from_seq"];
    const found = await session.rows<Record<string, number>>(
      `SELECT ${columns.join(", ")} FROM ${table} WHERE tenant_no = ? AND ${step.where} LIMIT ${CHUNK}`,
      [tenantNo, ...step.parameters(completeSeq)],
    );
    if (found.length > 0) {
      const rows = writer.dialect.tuples(found.length, columns.length);
      await session.run(`${step.action(table)} WHERE tenant_no = ? AND (${columns.join(", ")}) IN ${rows}`, [
        tenantNo,
        ...found.flatMap((row) => columns.map((column) => row[column])),
      ]);
    }
    return found.length;
  });
}

interface SweepStep {
  readonly where: string;
  readonly parameters: (completeSeq: number) => readonly number[];
  readonly action: (table: string) => string;
}

/** First what a dead run added goes, then what it closed is opened again. */
const STEPS: readonly SweepStep[] = [
  { where: "from_seq > ?", parameters: (seq) => [seq], action: (table) => `DELETE FROM ${table}` },
  {
    where: "to_seq > ? AND to_seq < ?",
    parameters: (seq) => [seq, OPEN_SEQ],
    action: (table) => `UPDATE ${table} SET to_seq = ${OPEN_SEQ}`,
  },
];

const EVERYTHING = STEPS.flatMap((step) => VERSION_TABLES.map(({ table, key }) => ({ step, table, key })));

/**
 * After a run that ended well there is nothing: one question tells so, instead of a transaction a table and step. No fence: when
 * the lease was taken, whatever a former holder still wrote had ended, for both change the tenant's row.
 */
async function leftovers(writer: FencedWriter): Promise<typeof EVERYTHING> {
  const { tenantNo, completeSeq } = writer.lease;
  const looks = EVERYTHING.map(
    ({ step, table }, at) => `EXISTS (SELECT 1 FROM ${table} WHERE tenant_no = ? AND ${step.where}) AS left_${at}`,
  );
  const parameters = EVERYTHING.flatMap(({ step }) => [tenantNo, ...step.parameters(completeSeq)]);
  const [found] = await writer.database.read((session) =>
    session.rows<Record<string, number>>(`SELECT ${looks.join(", ")}`, parameters),
  );
  return EVERYTHING.filter((_, at) => found?.[`left_${at}`] === 1);
}

/** Removes what a crashed predecessor left beyond the last complete sequence, in chunks behind the fence. */
export async function sweep(writer: FencedWriter): Promise<void> {
  for (const { step, table, key } of await leftovers(writer)) {
    while ((await chunk(writer, table, key, step)) === CHUNK);
  }
}

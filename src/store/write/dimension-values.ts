import { createHash } from "node:crypto";
import { insertRows } from "../dialect.js";
import type { FencedWriter } from "./fenced-writer.js";
import { statementChunks } from "./statement-chunks.js";

function hashOf(text: string): Buffer {
  return createHash("sha256").update(text).digest().subarray(0, 16);
}

/** The number of "no value" in every dimension. */
export const MISSING_VALUE_NO = 0;

/** The numbers of a tenant's group values; new ones are written behind the fence. */
export async function numberValues(
  writer: FencedWriter,
  texts: Iterable<string>,
): Promise<ReadonlyMap<string, number>> {
  const { tenantNo } = writer.lease;
  const known = await writer.database.read((session) =>
    session.rows<{ value_no: number; value_hash: Buffer }>(
      "SELECT value_no, value_hash FROM dimension_value WHERE tenant_no = ?",
      [tenantNo],
    ),
  );
  const numbers = new Map(known.map((row) => [row.value_hash.toString("hex"), row.value_no]));
  let last = known.reduce((highest, row) => Math.max(highest, row.value_no), MISSING_VALUE_NO);
  const result = new Map<string, number>();
  const fresh: unknown[][] = [];
  for (const text of texts) {
    const hash = hashOf(text);
    const number = numbers.get(hash.toString("hex")) ?? ++last;
    if (number === last && !numbers.has(hash.toString("hex"))) fresh.push([tenantNo, number, hash, text]);
    result.set(text, number);
    numbers.set(hash.toString("hex"), number);
  }
  for (const rows of statementChunks(fresh)) {
    const sql = insertRows("dimension_value", ["tenant_no", "value_no", "value_hash", "value_text"], rows.length);
    await writer.transaction((session) => session.run(sql, rows.flat()));
  }
  return result;
}

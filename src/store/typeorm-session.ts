import type { QueryRunner } from "typeorm";
import type { Row, Session } from "./database.js";

/** libsql gives binary columns as ArrayBuffer, mysql2 as Buffer; everybody above sees Buffer. */
function withBuffers<T extends object>(rows: T[]): T[] {
  const [first] = rows;
  if (first === undefined) return rows;
  for (const row of rows as Record<string, unknown>[]) {
    for (const key in row) {
      const value = row[key];
      if (value instanceof ArrayBuffer) row[key] = Buffer.from(value);
    }
  }
  return rows;
}

/** libsql takes a single object for named parameters, a lone Buffer too; one array of all of them is always positional. */
function bound(parameters: readonly unknown[], embedded: boolean): unknown[] {
  return embedded && parameters.length > 0 ? [[...parameters]] : [...parameters];
}

/** The statements of one query runner as a Session. */
export function sessionOf(runner: QueryRunner, embedded: boolean): Session {
  return {
    async rows<T extends object = Row>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
      const rows = (await runner.query(sql, bound(parameters, embedded))) as T[];
      return embedded ? withBuffers(rows) : rows;
    },
    async run(sql: string, parameters: readonly unknown[] = []): Promise<number> {
      const result = await runner.query(sql, bound(parameters, embedded), true);
      return result.affected ?? 0;
    },
  };
}

import type { Session } from "../database.js";
import type { Dialect } from "../dialect.js";
import type { Catalogue } from "./catalogue.js";
import type { ColumnMemory } from "./column-memory.js";
import { raw, sql, type Fragment } from "./fragment.js";

/** What a reader works with: one connection, its dialect, and the dictionaries in memory. */
export interface ReadContext {
  readonly session: Session;
  readonly dialect: Dialect;
  readonly catalogue: Catalogue;
  /** What tenants owned and how many held it on sealed days, kept between questions. */
  readonly columns: ColumnMemory;
  /** Days sealed after this instant do not exist; absent: all do. */
  readonly sealedBy?: number;
  /** Told when a day or revision that a caller names is not on this node. */
  readonly lacks: () => void;
}

/** Rows of a composed statement. */
export function select<T extends object>(context: ReadContext, statement: Fragment): Promise<T[]> {
  return context.session.rows<T>(statement.text, statement.parameters);
}

/** The snapshot `alias` was sealed by the instant the store is read as of, and by `asOf` where that is given. */
export function sealedWithin({ sealedBy }: ReadContext, alias: string, asOf: number | null = null): Fragment {
  const bound = Math.min(sealedBy ?? Number.POSITIVE_INFINITY, asOf ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(bound) ? sql`${raw(`${alias}.sealed_at`)} <= ${bound}` : raw("1 = 1");
}

const CHUNK = 5_000;

/** Runs `read` over lists short enough for one statement, one after the other. */
export async function inChunks<K, T>(keys: readonly K[], read: (chunk: readonly K[]) => Promise<T[]>): Promise<T[]> {
  const rows: T[] = [];
  for (let start = 0; start < keys.length; start += CHUNK) {
    for (const row of await read(keys.slice(start, start + CHUNK))) rows.push(row);
  }
  return rows;
}

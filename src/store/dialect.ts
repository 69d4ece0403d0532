/** The few differences between the databases; everything else is one SQL text. */
export interface Dialect {
  readonly name: "mysql" | "mariadb" | "embedded";
  /** SQL for the database's own clock: milliseconds since 1970, UTC, as an integer. */
  readonly nowMs: string;
  /** `(a, b) IN ...` right-hand side for `count` tuples of `width` placeholders. */
  tuples(count: number, width: number): string;
  /** A leading `WITH name(columns) AS (VALUES ...)` of `count` rows of placeholders. */
  valuesTable(name: string, columns: readonly string[], count: number): string;
  /** `INSERT INTO table (columns) VALUES ...` that leaves rows alone whose unique key exists. */
  insertIgnore(table: string, columns: readonly string[], count: number): string;
  /** `INSERT INTO table (columns) VALUES ...` that overwrites `updated` columns where the primary key `key` exists. */
  upsert(shape: UpsertShape, count: number): string;
  /** After an INSERT's rows and before assignments: what to do where the primary key `key` exists. */
  onConflict(key: readonly string[]): string;
  /** In such an assignment: the value of a column as it would have been inserted. */
  incoming(column: string): string;
  /** After a table's name: read it by its primary key, where the planner would rather sort. */
  readonly byPrimaryKey: string;
  /** At the end of a SELECT: waits for whoever writes the row, and locks it. The embedded database locks all of itself. */
  readonly lockRow: string;
  /** Largest number of placeholders in one statement. */
  readonly maxParameters: number;
}

/** What an upsert writes: every column on insert, only `updated` where `key` exists already. */
export interface UpsertShape {
  readonly table: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
  readonly updated: readonly string[];
}

function rowsOf(count: number, width: number, word = ""): string {
  const row = `${word}(${Array<string>(width).fill("?").join(",")})`;
  return Array<string>(count).fill(row).join(",");
}

/** A plain multi-row INSERT. */
export function insertRows(table: string, columns: readonly string[], count: number): string {
  return `INSERT INTO ${table} (${columns.join(", ")}) VALUES ${rowsOf(count, columns.length)}`;
}

/** A list of `count` placeholders in parentheses. */
export function list(count: number): string {
  return rowsOf(1, count);
}

function server(name: "mysql" | "mariadb"): Dialect {
  const word = name === "mysql" ? "ROW" : "";
  return {
    name,
    nowMs: "CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)",
    tuples: (count, width) => `(${rowsOf(count, width)})`,
    valuesTable: (table, columns, count) =>
      `WITH ${table}(${columns.join(", ")}) AS (VALUES ${rowsOf(count, columns.length, word)})`,
    insertIgnore: (table, columns, count) => insertRows(table, columns, count).replace("INSERT", "INSERT IGNORE"),
    upsert: ({ table, columns, updated }, count) =>
      `${insertRows(table, columns, count)} ON DUPLICATE KEY UPDATE ${updated.map((c) => `${c} = VALUES(${c})`).join(", ")}`,
    onConflict: () => "ON DUPLICATE KEY UPDATE",
    incoming: (column) => `VALUES(${column})`,
    byPrimaryKey: "FORCE INDEX (PRIMARY)",
    lockRow: "FOR UPDATE",
    maxParameters: 60_000,
  };
}

const embedded: Dialect = {
  name: "embedded",
  nowMs: "CAST(unixepoch('now', 'subsec') * 1000 AS INTEGER)",
  tuples: (count, width) => `(VALUES ${rowsOf(count, width)})`,
  valuesTable: (table, columns, count) =>
    `WITH ${table}(${columns.join(", ")}) AS (VALUES ${rowsOf(count, columns.length)})`,
  insertIgnore: (table, columns, count) => `${insertRows(table, columns, count)} ON CONFLICT DO NOTHING`,
  upsert: ({ table, columns, key, updated }, count) =>
    `${insertRows(table, columns, count)} ON CONFLICT (${key.join(", ")}) DO UPDATE SET ${updated.map((c) => `${c} = excluded.${c}`).join(", ")}`,
  onConflict: (key) => `ON CONFLICT (${key.join(", ")}) DO UPDATE SET`,
  incoming: (column) => `excluded.${column}`,
  byPrimaryKey: "",
  lockRow: "",
  maxParameters: 32_000,
};

/** The dialect of a database by name. */
export function dialectOf(name: Dialect["name"]): Dialect {
  return name === "embedded" ? embedded : server(name);
}

/** The open end of an interval: indexable, unlike NULL. */
export const OPEN_SEQ = 2_147_483_647;

import { EntitySchema, type EntitySchemaColumnOptions } from "typeorm";

/** The two kinds of database that TypeORM describes differently; MariaDB counts as "mysql". */
export type EntityDialect = "mysql" | "embedded";

/** A column without its name: what it holds on each database. */
export interface Column {
  readonly mysql: EntitySchemaColumnOptions;
  readonly embedded: EntitySchemaColumnOptions;
}

/** A table as both migrations build it. */
export interface Table {
  readonly name: string;
  readonly columns: Readonly<Record<string, Column>>;
  readonly primaryKey: readonly string[];
  readonly unique?: Readonly<Record<string, readonly string[]>>;
  readonly indexes?: Readonly<Record<string, readonly string[]>>;
}

const integer: EntitySchemaColumnOptions = { type: "integer" };
const embeddedText: EntitySchemaColumnOptions = { type: "text" };
const blob: EntitySchemaColumnOptions = { type: "blob" };

/** 32 bits: sequences, counts and surrogate numbers. */
export const int: Column = { mysql: { type: "int" }, embedded: integer };
/** 64 bits: fences and milliseconds since 1970. */
export const bigint: Column = { mysql: { type: "bigint" }, embedded: integer };
/** A surrogate number the database gives. TypeORM finds AUTOINCREMENT in SQLite only where the column's name is quoted, so there it is a plain number. */
export const serial: Column = { mysql: { type: "int", generated: "increment" }, embedded: integer };
/** A UTC day, `YYYY-MM-DD`. */
export const date: Column = { mysql: { type: "date" }, embedded: embeddedText };
/** A GUID as text. */
export const guid: Column = { mysql: { type: "char", length: 36 }, embedded: embeddedText };
/** Text of any length a directory gives (64 KB). */
export const text: Column = { mysql: { type: "text" }, embedded: embeddedText };
/** Text up to 16 MB. */
export const longText: Column = { mysql: { type: "mediumtext" }, embedded: embeddedText };
/** Bytes of any length. */
export const bytes: Column = { mysql: { type: "blob" }, embedded: blob };

/** Text that has an upper length. */
export function varchar(length: number): Column {
  return { mysql: { type: "varchar", length }, embedded: embeddedText };
}

/** Exactly `length` bytes. */
export function binary(length: number): Column {
  return { mysql: { type: "binary", length }, embedded: blob };
}

/** The same column where NULL is a value. */
export function nullable({ mysql, embedded }: Column): Column {
  return { mysql: { ...mysql, nullable: true }, embedded: { ...embedded, nullable: true } };
}

/** `from_seq` and `to_seq`, the two ends of an interval, with the indexes that every version table has on them. */
export const interval = { from_seq: int, to_seq: int } as const;

export function intervalIndexes(table: string): Record<string, readonly string[]> {
  return { [`ix_${table}_from`]: ["tenant_no", "from_seq"], [`ix_${table}_to`]: ["tenant_no", "to_seq"] };
}

/** The TypeORM entity of a table on one kind of database. */
export function entityOf(table: Table, dialect: EntityDialect): EntitySchema {
  const columns = Object.entries(table.columns).map(([name, column]): [string, EntitySchemaColumnOptions] => [
    name,
    { ...column[dialect], name, primary: table.primaryKey.includes(name) },
  ]);
  const unique = Object.entries(table.unique ?? {}).map(([name, of]) => ({ name, columns: [...of], unique: true }));
  const indexes = Object.entries(table.indexes ?? {}).map(([name, of]) => ({ name, columns: [...of] }));
  return new EntitySchema({
    name: table.name,
    tableName: table.name,
    columns: Object.fromEntries(columns),
    indices: [...unique, ...indexes],
  });
}

import { createReadStream } from "node:fs";
import { parse } from "csv-parse";
import { invalidInput } from "../errors.js";
import type { Guid } from "../model/guid.js";
import { MOST_NAME_LETTERS } from "../model/product-names.js";

/** What a list of products names. */
export interface ProductList {
  readonly names: ReadonlyMap<Guid, string>;
  /** Rows without a product's id or a name that can be shown. */
  readonly skipped: number;
  /** Products that a later row calls otherwise; the first name is taken. */
  readonly conflicting: number;
}

const MOST_PRODUCTS = 20_000;
const NAME = "Product_Display_Name";
const ID = "GUID";
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Control characters, and what became of bytes that are no UTF-8. */
const UNSHOWABLE = /[\p{Cc}\u{FFFD}]/u;

/** Reads a CSV as Microsoft publishes it, one row a service plan of a product; INVALID_INPUT when it is none, or names nothing. */
export async function readProductList(file: string): Promise<ProductList> {
  const names = new Map<Guid, string>();
  const conflicting = new Set<Guid>();
  let skipped = 0;
  try {
    for await (const row of rowsOf(file)) {
      const skuId = (row[ID] ?? "").toLowerCase() as Guid;
      const name = row[NAME] ?? "";
      if (!GUID.test(skuId) || name === "" || name.length > MOST_NAME_LETTERS || UNSHOWABLE.test(name)) skipped += 1;
      else if (!names.has(skuId)) names.set(skuId, name);
      else if (names.get(skuId) !== name) conflicting.add(skuId);
      if (names.size > MOST_PRODUCTS) throw invalidInput("file", `names more than ${MOST_PRODUCTS} products`);
    }
  } catch (cause) {
    throw asInvalidInput(cause);
  }
  if (names.size === 0) throw invalidInput("file", "names no product");
  return { names, skipped, conflicting: conflicting.size };
}

function rowsOf(file: string): AsyncIterable<Readonly<Record<string, string>>> {
  const parser = parse({
    bom: true,
    columns: assertHeader,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: 100_000,
  });
  const stream = createReadStream(file);
  stream.on("error", (error) => parser.destroy(error));
  return stream.pipe(parser) as AsyncIterable<Readonly<Record<string, string>>>;
}

function assertHeader(header: readonly string[]): string[] {
  for (const column of [NAME, ID]) {
    if (!header.includes(column)) throw invalidInput("file", `has no column ${column}; is it Microsoft's list?`);
  }
  return [...header];
}

/** A file that cannot be read, or is no CSV, is the caller's mistake. */
function asInvalidInput(cause: unknown): unknown {
  const { code, syscall } = cause as { code?: unknown; syscall?: unknown };
  if (typeof syscall === "string") return invalidInput("file", `cannot be read (${String(code)})`);
  return typeof code === "string" && code.startsWith("CSV_") ? invalidInput("file", `is no CSV (${code})`) : cause;
}

import { createReadStream } from "node:fs";
import { parse } from "csv-parse";
import { invalidInput } from "../errors.js";
import type { Guid } from "../model/guid.js";
import { MOST_NAME_LETTERS, type PublishedNames } from "../model/product-names.js";

/** What a list of products names. The first of several names of a plan is taken; one that cannot be shown is left out. */
export interface ProductList extends PublishedNames {
  /** Rows without a product's id or a name that can be shown. */
  readonly skipped: number;
  /** Products that a later row calls otherwise; the first name is taken. */
  readonly conflicting: number;
}

const MOST_NAMES = 20_000;
const NAME = "Product_Display_Name";
const ID = "GUID";
/** A list without these names products alone. */
const PLAN_NAME = "Service_Plans_Included_Friendly_Names";
const PLAN_ID = "Service_Plan_Id";
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Control characters, and what became of bytes that are no UTF-8. */
const UNSHOWABLE = /[\p{Cc}\u{FFFD}]/u;

/** Reads a CSV as Microsoft publishes it, one row a service plan of a product; INVALID_INPUT when it is none, or names nothing. */
export async function readProductList(file: string): Promise<ProductList> {
  const products = new Map<Guid, string>();
  const plans = new Map<Guid, string>();
  const conflicting = new Set<Guid>();
  let skipped = 0;
  try {
    for await (const row of rowsOf(file)) {
      const product = named(row[ID], row[NAME]);
      const plan = named(row[PLAN_ID], row[PLAN_NAME]);
      if (plan !== null && !plans.has(plan.id)) plans.set(plan.id, plan.name);
      if (product === null) skipped += 1;
      else if (!products.has(product.id)) products.set(product.id, product.name);
      else if (products.get(product.id) !== product.name) conflicting.add(product.id);
      assertFew("products", products);
      assertFew("service plans", plans);
    }
  } catch (cause) {
    throw asInvalidInput(cause);
  }
  if (products.size === 0) throw invalidInput("file", "names no product");
  return { products, plans, skipped, conflicting: conflicting.size };
}

/** An id and a name that can be shown; null where one of them is missing. */
function named(id = "", name = ""): { id: Guid; name: string } | null {
  const guid = id.toLowerCase();
  const good = GUID.test(guid) && name !== "" && name.length <= MOST_NAME_LETTERS && !UNSHOWABLE.test(name);
  return good ? { id: guid as Guid, name } : null;
}

function assertFew(what: string, names: ReadonlyMap<Guid, string>): void {
  if (names.size > MOST_NAMES) throw invalidInput("file", `names more than ${MOST_NAMES} ${what}`);
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

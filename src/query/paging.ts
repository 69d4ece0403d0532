import { invalidInput } from "../errors.js";
import type { KeyValue } from "../store/read/keyset.js";
import type { Page } from "./answers.js";
import type { PageRequest } from "./inputs.js";

const MOST = 200;
const USUAL = 50;

/** A page request that makes sense. */
export interface Paging {
  readonly backward: boolean;
  readonly size: number;
  /** The argument that carries the cursor, and the cursor. */
  readonly argument: "after" | "before";
  readonly cursor: string | null;
}

/** `first` with `after`, or `last` with `before`; 1 to 200 rows, 50 when not said. */
export function parsePaging(request: PageRequest): Paging {
  const { first = null, after = null, last = null, before = null } = request;
  if (first !== null && last !== null) throw invalidInput("last", "cannot stand beside first");
  if (after !== null && before !== null) throw invalidInput("before", "cannot stand beside after");
  if (first !== null && before !== null) throw invalidInput("before", "goes with last, not with first");
  if (last !== null && after !== null) throw invalidInput("after", "goes with first, not with last");
  const backward = last !== null || before !== null;
  return {
    backward,
    size: sizeOf(backward ? "last" : "first", backward ? last : first),
    argument: backward ? "before" : "after",
    cursor: backward ? before : after,
  };
}

/** A page of rows read one beyond its size, in reading order of the request. */
export function toPage<R>(
  paging: Paging,
  rows: readonly R[],
  parts: { cursorOf: ((row: R) => string) | null; totalCount: number },
): Page<R> {
  const kept = rows.slice(0, paging.size);
  const more = rows.length > paging.size;
  const nodes = paging.backward ? kept.reverse() : kept;
  const resumed = paging.cursor !== null;
  return {
    nodes,
    cursors: parts.cursorOf === null ? [] : nodes.map(parts.cursorOf),
    totalCount: parts.totalCount,
    hasNextPage: paging.backward ? resumed : more,
    hasPreviousPage: paging.backward ? more : resumed,
  };
}

/** The rows of a page out of a list in order: one beyond its size, in reading order of the request. */
export function sliceBehind<R>(
  paging: Paging,
  rows: readonly R[],
  position: { keysOf: (row: R) => readonly KeyValue[]; keys: readonly KeyValue[] | null },
): R[] {
  const { keysOf, keys } = position;
  const ordered = paging.backward ? rows.toReversed() : rows;
  const sign = paging.backward ? -1 : 1;
  const behind = keys === null ? ordered : ordered.filter((row) => sign * compareKeys(keysOf(row), keys) > 0);
  return behind.slice(0, paging.size + 1);
}

/** Binary order of keys: numbers by value, texts by code point. */
export function compareKeys(a: readonly KeyValue[], b: readonly KeyValue[]): number {
  for (let index = 0; index < a.length; index += 1) {
    const order = compareValues(a[index] ?? null, b[index] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

function compareValues(a: KeyValue, b: KeyValue): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return a === b ? 0 : compareTexts(String(a), String(b));
}

/** JavaScript compares halves of surrogate pairs; without any, that is the order of code points. */
function compareTexts(a: string, b: string): number {
  if (!SURROGATE.test(a) && !SURROGATE.test(b)) return a < b ? -1 : 1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

const SURROGATE = /[\ud800-\udfff]/;

function sizeOf(argument: string, size: number | null): number {
  if (size === null) return USUAL;
  if (!Number.isInteger(size) || size < 1 || size > MOST)
    throw invalidInput(argument, `must be from 1 to ${MOST}`, size);
  return size;
}

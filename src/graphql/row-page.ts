import { createHash } from "node:crypto";
import { AppError, invalidInput } from "../errors.js";
import type { Page } from "../query/answers.js";
import type { KeyValue } from "../query/license-answers.js";

/** The most items a page may have. */
export const MAX_PAGE_SIZE = 200;

interface Keyed {
  readonly key: readonly KeyValue[];
}

/**
 * A page of rows that are all in memory, in the order given. `salt` names the answer and
 * that order, so that a cursor fits no other.
 */
export function pageOfRows<T extends Keyed>(
  rows: readonly T[],
  salt: string,
  page: { first: number; after?: string | null },
): Page<T> {
  const start = page.after ? placeAfter(rows, salt, page.after) : 0;
  const nodes = rows.slice(start, start + assertPageSize(page.first));
  return {
    nodes,
    get cursors() {
      return nodes.map((row, index) => formatCursor(start + index, row, salt));
    },
    totalCount: rows.length,
    hasNextPage: start + nodes.length < rows.length,
    hasPreviousPage: start > 0,
  };
}

/** `first` itself when it is 1 to 200, INVALID_INPUT otherwise. */
export function assertPageSize(first: number): number {
  if (first < 1 || first > MAX_PAGE_SIZE) throw invalidInput("first", `must be 1 to ${MAX_PAGE_SIZE}`, first);
  return first;
}

function textOf(row: Keyed): string {
  return JSON.stringify(row.key.map(({ value }) => value));
}

function formatCursor(place: number, row: Keyed, salt: string): string {
  const check = createHash("sha256")
    .update(`${salt}\n${textOf(row)}`)
    .digest("base64url")
    .slice(0, 12);
  return Buffer.from(`${place}:${check}`).toString("base64url");
}

function placeAfter<T extends Keyed>(rows: readonly T[], salt: string, cursor: string): number {
  const place = /^(\d{1,9}):/.exec(Buffer.from(cursor.slice(0, 100), "base64url").toString())?.[1];
  const row = place === undefined ? undefined : rows[Number(place)];
  if (row === undefined || formatCursor(Number(place), row, salt) !== cursor) {
    throw new AppError("INVALID_CURSOR", "The cursor belongs to another list; start again without `after`", {
      argument: "after",
    });
  }
  return Number(place) + 1;
}

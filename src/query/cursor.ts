import { createHash } from "node:crypto";
import { AppError } from "../errors.js";
import type { TenantScope } from "../model/tenant.js";
import type { Pin } from "../store/read/pin.js";
import type { KeyValue } from "../store/read/keyset.js";

/** Where a page ended: the question and scope it belongs to, the days it stood on, and the keys of its last row. */
export interface Cursor {
  readonly binding: string;
  readonly keys: readonly KeyValue[];
  /** The newest `sealed_at` among the days; days are resolved again as of this instant. */
  readonly watermark: number | null;
  readonly pins: string | null;
}

const CHECK_BYTES = 8;
const MOST_CHARACTERS = 8_192;

/** Binds cursors to a question: its name, its arguments without paging, and the scope. */
export function bindingOf(question: string, scope: TenantScope, input: unknown): string {
  const seen = scope.kind === "all" ? "all" : [...scope.tenantIds].sort();
  return digest(canonical([question, seen, input])).toString("base64url");
}

/** A short name for a set of pins. */
export function digestOfPins(pins: readonly Pin[]): string {
  const sorted = [...pins].sort((a, b) => a.tenantNo - b.tenantNo);
  return digest(sorted.map((pin) => `${pin.tenantNo}:${pin.seq}`).join(",")).toString("base64url");
}

/** An opaque text. */
export function encodeCursor(cursor: Cursor): string {
  const body = Buffer.from(JSON.stringify([cursor.binding, cursor.keys, cursor.watermark, cursor.pins]));
  return Buffer.concat([digest(body), body]).toString("base64url");
}

/** The cursor in a text; INVALID_CURSOR naming `argument` when it is damaged or belongs to another question. */
export function decodeCursor(argument: string, text: string, expected: { binding: string; keys: number }): Cursor {
  const cursor = text.length > MOST_CHARACTERS ? null : parse(text);
  if (cursor === null) throw invalidCursor(argument, "is not a cursor of this server, or was altered");
  if (cursor.binding !== expected.binding || cursor.keys.length !== expected.keys) {
    throw invalidCursor(argument, "belongs to another question, other arguments or another scope");
  }
  return cursor;
}

function invalidCursor(argument: string, rule: string): AppError {
  return new AppError("INVALID_CURSOR", `${argument} ${rule}`, { argument });
}

function parse(text: string): Cursor | null {
  const bytes = Buffer.from(text, "base64url");
  const body = bytes.subarray(CHECK_BYTES);
  if (bytes.toString("base64url") !== text || !digest(body).equals(bytes.subarray(0, CHECK_BYTES))) return null;
  try {
    return toCursor(JSON.parse(body.toString("utf8")));
  } catch {
    return null;
  }
}

function toCursor(value: unknown): Cursor | null {
  if (!Array.isArray(value) || value.length !== 4) return null;
  const [binding, keys, watermark, pins] = value as unknown[];
  if (typeof binding !== "string" || !Array.isArray(keys) || !keys.every(isKey)) return null;
  if (watermark !== null && typeof watermark !== "number") return null;
  if (pins !== null && typeof pins !== "string") return null;
  return { binding, keys, watermark, pins };
}

function isKey(value: unknown): value is KeyValue {
  return value === null || typeof value === "string" || typeof value === "number";
}

function digest(content: string | Buffer): Buffer {
  return createHash("sha256").update(content).digest().subarray(0, CHECK_BYTES);
}

/** JSON with sorted keys; null and absent are one. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined && inner !== null);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
}

import { invalidInput } from "../errors.js";

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A GUID of Microsoft's in lower case, with hyphens. */
export type Guid = string & { readonly __guid: true };

/** Is this text a GUID, in any case? */
export function isGuid(text: string): boolean {
  return GUID.test(text.toLowerCase());
}

/** Lower-cased GUID; INVALID_INPUT naming `argument` for anything else. */
export function parseGuid(argument: string, text: string): Guid {
  const lower = text.toLowerCase();
  if (!GUID.test(lower)) throw invalidInput(argument, "must be a GUID", text.slice(0, 60));
  return lower as Guid;
}

/** Where the two digits of each byte stand in a GUID's text. */
export const DIGITS = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
const VALUES = new Uint8Array(128);
for (const [value, digit] of [..."0123456789abcdef"].entries()) {
  VALUES[digit.charCodeAt(0)] = value;
  VALUES[digit.toUpperCase().charCodeAt(0)] = value;
}

/** Writes the 16 bytes of a GUID, in the order it is written; without a Buffer on the way, because every import does it for everybody. */
export function writeGuidBytes(guid: string, bytes: Uint8Array): void {
  for (let at = 0; at < DIGITS.length; at += 1) {
    const digit = DIGITS[at] ?? 0;
    bytes[at] = ((VALUES[guid.charCodeAt(digit)] ?? 0) << 4) | (VALUES[guid.charCodeAt(digit + 1)] ?? 0);
  }
}

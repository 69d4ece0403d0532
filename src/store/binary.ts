import { DIGITS, type Guid, writeGuidBytes } from "../model/guid.js";

/** A GUID as its 16 bytes, in the order it is written. */
export function guidToBinary(guid: string): Buffer {
  const bytes = Buffer.alloc(16);
  writeGuidBytes(guid, bytes);
  return bytes;
}

const HIGH = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0").charCodeAt(0));
const LOW = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0").charCodeAt(1));
const TEXT = Buffer.from("00000000-0000-0000-0000-000000000000", "latin1");

/** The GUID of 16 bytes: one text in one piece, because a page asks for hundreds and each is a key of a map (measured). */
export function binaryToGuid(bytes: Buffer): Guid {
  for (let at = 0; at < DIGITS.length; at += 1) {
    const byte = bytes[at] ?? 0;
    const digit = DIGITS[at] ?? 0;
    TEXT[digit] = HIGH[byte] ?? 0;
    TEXT[digit + 1] = LOW[byte] ?? 0;
  }
  return TEXT.toString("latin1") as Guid;
}

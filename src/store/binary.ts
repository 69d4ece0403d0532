import { type Guid, writeGuidBytes } from "../model/guid.js";

/** A GUID as its 16 bytes, in the order it is written. */
export function guidToBinary(guid: string): Buffer {
  const bytes = Buffer.alloc(16);
  writeGuidBytes(guid, bytes);
  return bytes;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** The GUID of 16 bytes; by a table, because a page asks for hundreds. */
export function binaryToGuid(bytes: Buffer): Guid {
  const hex = (from: number, to: number) => {
    let text = "";
    for (let at = from; at < to; at += 1) text += HEX[bytes[at] ?? 0];
    return text;
  };
  return `${hex(0, 4)}-${hex(4, 6)}-${hex(6, 8)}-${hex(8, 10)}-${hex(10, 16)}` as Guid;
}

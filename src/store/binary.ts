import { type Guid, writeGuidBytes } from "../model/guid.js";

/** A GUID as its 16 bytes, in the order it is written. */
export function guidToBinary(guid: string): Buffer {
  const bytes = Buffer.alloc(16);
  writeGuidBytes(guid, bytes);
  return bytes;
}

/** The GUID of 16 bytes. */
export function binaryToGuid(bytes: Buffer): Guid {
  const hex = bytes.toString("hex");
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return parts.join("-") as Guid;
}

import { randomBytes } from "node:crypto";
import type { Guid } from "../model/guid.js";

const TIMESTAMP_BYTES = 6;
const VERSION_7 = 0x70;
const VARIANT = 0x80;
const COUNTERS = 0x1000;

/** Orders what is made within one millisecond. */
let counter = 0;

/** A new client-request-id: a GUID of version 7, so that later ones sort behind earlier ones. `now` in milliseconds. */
export function newRequestId(now: number): Guid {
  const bytes = randomBytes(16);
  counter = (counter + 1) % COUNTERS;
  bytes.writeUIntBE(now, 0, TIMESTAMP_BYTES);
  bytes.writeUInt16BE((VERSION_7 << 8) | counter, TIMESTAMP_BYTES);
  bytes[8] = (bytes.readUInt8(8) & 0x3f) | VARIANT;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-") as Guid;
}

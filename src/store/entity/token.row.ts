import { bigint, bytes, int, nullable, type Table, varchar } from "./table.js";

/** One encrypted refresh token per identity, written by compare-and-set on its version. */
export const TOKEN: Table = {
  name: "token",
  columns: { identity: varchar(128), version: int, issued_at: bigint, previous: nullable(bytes), ciphertext: bytes },
  primaryKey: ["identity"],
};

import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { Head } from "../../../src/importer/head.js";
import type { HeadRow } from "../../../src/store/write/head-reader.js";

function bytes(text: string): Buffer {
  return createHash("sha256").update(text).digest().subarray(0, 16);
}

function words(id: Buffer): Uint32Array {
  return new Uint32Array(new Uint8Array(id).buffer);
}

function person(userNo: number, more: Partial<HeadRow> = {}): HeadRow {
  return { userNo, entraId: bytes(`id ${userNo}`), stateHash: bytes(`state ${userNo}`), hashSeq: 1, ...more };
}

async function* pages(...rows: HeadRow[][]): AsyncGenerator<HeadRow[]> {
  for (const page of rows) yield page;
}

describe("the head of a tenant", () => {
  it("finds everybody again after it has grown", async () => {
    const people = Array.from({ length: 5_000 }, (_, index) => person(index + 1));

    const head = await Head.read(pages(people.slice(0, 2_500), people.slice(2_500)), 1);

    const found = people.filter(({ entraId, userNo, stateHash }) => {
      const place = head.find(words(entraId));
      return head.userNo(place) === userNo && stateHash !== null && head.unchanged(place, words(stateHash));
    });
    expect(found).toHaveLength(5_000);
    expect(head.find(words(bytes("a stranger")))).toBe(-1);
  });

  it("believes no hash that was written beyond the last complete sequence", async () => {
    const head = await Head.read(pages([person(1, { hashSeq: 7 })]), 6);

    expect(head.unchanged(head.find(words(bytes("id 1"))), words(bytes("state 1")))).toBe(false);
  });

  it("misses who was there and who is unknown, not who was gone already", async () => {
    const rows = [person(1), person(2, { stateHash: null }), person(3, { stateHash: null, hashSeq: 9 }), person(4)];
    const head = await Head.read(pages(rows), 6);
    head.see(head.find(words(bytes("id 4"))));

    const missing = [...head.missing()].map((place) => head.userNo(place));

    expect(missing).toEqual([1, 3]);
  });
});

describe("the index of the head", () => {
  it("finds people whose ids differ in two places by the same number", async () => {
    const ids = Array.from({ length: 20_000 }, (_, number) => {
      const id = Buffer.alloc(16);
      id.writeUInt32LE(number, 0);
      id.writeUInt32LE(number, 12);
      return id;
    });

    const head = await Head.read(pages(ids.map((entraId, index) => person(index + 1, { entraId }))), 1);

    expect(ids.filter((id, index) => head.userNo(head.find(words(id))) !== index + 1)).toEqual([]);
  });
});

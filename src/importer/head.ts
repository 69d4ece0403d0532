import type { HeadRow } from "../store/write/head-reader.js";

/** An id and a hash are 16 bytes each, held and compared as four numbers. */
const WORDS = 4;
const BYTES = 16;
const EMPTY = -1;

/** Position of a person in the head; stable until the next restart. */
export type Place = number;

/** The head of a tenant as flat typed arrays, about 45 bytes a person; found by Entra id in an open-addressing index. */
export class Head {
  private capacity = 1_024;
  private count = 0;
  private ids = new Uint32Array(this.capacity * WORDS);
  private hashes = new Uint32Array(this.capacity * WORDS);
  private userNos = new Uint32Array(this.capacity);
  private flags = new Uint8Array(this.capacity);
  private index = new Int32Array(this.capacity * 2).fill(EMPTY);

  /** Reads the pages; a row written by a dead run (hash beyond `completeSeq`) is unknown. */
  static async read(pages: AsyncIterable<readonly HeadRow[]>, completeSeq: number): Promise<Head> {
    const head = new Head();
    const bytes = new Uint8Array(BYTES);
    const words = new Uint32Array(bytes.buffer);
    for await (const page of pages) {
      for (const row of page) {
        bytes.set(row.entraId);
        const place = head.add(words, row.userNo);
        if (row.hashSeq > completeSeq) head.mark(place, Flag.unknown);
        else if (row.stateHash !== null) {
          bytes.set(row.stateHash);
          head.remember(place, words);
        }
      }
    }
    return head;
  }

  get size(): number {
    return this.count;
  }

  /** Where a person is; -1 when the head has never seen them. */
  find(entraId: Uint32Array): Place {
    for (let slot = this.slotOf(entraId, 0); ; slot = (slot + 1) & (this.index.length - 1)) {
      const place = this.index[slot] ?? EMPTY;
      if (place === EMPTY || same(this.ids, place, entraId)) return place;
    }
  }

  /** Adds somebody new under a user number. */
  add(entraId: Uint32Array, userNo: number): Place {
    if (this.count === this.capacity) this.grow();
    const place = this.count++;
    this.ids.set(entraId, place * WORDS);
    this.userNos[place] = userNo;
    this.put(place);
    return place;
  }

  userNo(place: Place): number {
    return this.userNos[place] ?? 0;
  }

  /** The 16 bytes of the id, a copy. */
  entraId(place: Place): Buffer {
    return Buffer.copyBytesFrom(this.ids, place * WORDS, WORDS);
  }

  /** Was this person met in the present listing? */
  seen(place: Place): boolean {
    return this.has(place, Flag.seen);
  }

  see(place: Place): void {
    this.mark(place, Flag.seen);
  }

  /** Known, there, and with exactly this hash (its first 16 bytes). */
  unchanged(place: Place, stateHash: Uint32Array): boolean {
    const known = ((this.flags[place] ?? 0) & (Flag.present | Flag.unknown)) === Flag.present;
    return known && same(this.hashes, place, stateHash);
  }

  /** Everybody the listing did not show who was there before, or of whom we do not know. */
  *missing(): Generator<Place> {
    for (let place = 0; place < this.count; place += 1) {
      const there = this.has(place, Flag.present) || this.has(place, Flag.unknown);
      if (there && !this.has(place, Flag.seen)) yield place;
    }
  }

  private remember(place: Place, stateHash: Uint32Array): void {
    this.hashes.set(stateHash, place * WORDS);
    this.mark(place, Flag.present);
  }

  private has(place: Place, flag: number): boolean {
    return ((this.flags[place] ?? 0) & flag) !== 0;
  }

  private mark(place: Place, flag: number): void {
    this.flags[place] = (this.flags[place] ?? 0) | flag;
  }

  private slotOf(ids: Uint32Array, place: Place): number {
    const last = ids[place * WORDS + 3] ?? 0;
    const mixed = Math.imul((ids[place * WORDS] ?? 0) ^ Math.imul(last, 0x9e3779b1), 0x85ebca6b);
    return (mixed ^ (mixed >>> 15)) & (this.index.length - 1);
  }

  private put(place: Place): void {
    let slot = this.slotOf(this.ids, place);
    while (this.index[slot] !== EMPTY) slot = (slot + 1) & (this.index.length - 1);
    this.index[slot] = place;
  }

  private grow(): void {
    this.capacity *= 2;
    this.ids = larger(this.ids, new Uint32Array(this.capacity * WORDS));
    this.hashes = larger(this.hashes, new Uint32Array(this.capacity * WORDS));
    this.userNos = larger(this.userNos, new Uint32Array(this.capacity));
    this.flags = larger(this.flags, new Uint8Array(this.capacity));
    this.index = new Int32Array(this.capacity * 2).fill(EMPTY);
    for (let place = 0; place < this.count; place += 1) this.put(place);
  }
}

const Flag = { present: 1, unknown: 2, seen: 4 } as const;

function same(words: Uint32Array, place: Place, other: Uint32Array): boolean {
  const at = place * WORDS;
  return (
    words[at] === other[0] && words[at + 1] === other[1] && words[at + 2] === other[2] && words[at + 3] === other[3]
  );
}

function larger<T extends Uint32Array | Uint8Array>(from: T, into: T): T {
  into.set(from);
  return into;
}

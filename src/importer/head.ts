import type { HeadRow } from "../store/write/head-reader.js";

const ID = 16;
const EMPTY = -1;

/** Position of a person in the head; stable until the next restart. */
export type Place = number;

/** The head of a tenant as flat typed arrays, about 45 bytes a person; found by Entra id in an open-addressing index. */
export class Head {
  private capacity = 1_024;
  private count = 0;
  private ids = Buffer.alloc(this.capacity * ID);
  private hashes = Buffer.alloc(this.capacity * ID);
  private userNos = new Uint32Array(this.capacity);
  private flags = new Uint8Array(this.capacity);
  private index = new Int32Array(this.capacity * 2).fill(EMPTY);

  /** Reads the pages; a row written by a dead run (hash beyond `completeSeq`) is unknown. */
  static async read(pages: AsyncIterable<readonly HeadRow[]>, completeSeq: number): Promise<Head> {
    const head = new Head();
    for await (const page of pages) {
      for (const row of page) {
        const place = head.add(row.entraId, row.userNo);
        if (row.hashSeq > completeSeq) head.mark(place, Flag.unknown);
        else if (row.stateHash !== null) head.remember(place, row.stateHash);
      }
    }
    return head;
  }

  get size(): number {
    return this.count;
  }

  /** Where a person is; -1 when the head has never seen them. */
  find(entraId: Buffer): Place {
    for (let slot = this.slotOf(entraId); ; slot = (slot + 1) & (this.index.length - 1)) {
      const place = this.index[slot] ?? EMPTY;
      if (place === EMPTY || this.isAt(place, entraId)) return place;
    }
  }

  /** Adds somebody new under a user number. */
  add(entraId: Buffer, userNo: number): Place {
    if (this.count === this.capacity) this.grow();
    const place = this.count++;
    entraId.copy(this.ids, place * ID);
    this.userNos[place] = userNo;
    this.put(place);
    return place;
  }

  userNo(place: Place): number {
    return this.userNos[place] ?? 0;
  }

  entraId(place: Place): Buffer {
    return Buffer.from(this.ids.subarray(place * ID, place * ID + ID));
  }

  /** Was this person met in the present listing? */
  seen(place: Place): boolean {
    return this.has(place, Flag.seen);
  }

  see(place: Place): void {
    this.mark(place, Flag.seen);
  }

  /** Known, there, and with exactly this hash (16 bytes). */
  unchanged(place: Place, stateHash: Buffer): boolean {
    const start = place * ID;
    return (
      this.has(place, Flag.present) &&
      !this.has(place, Flag.unknown) &&
      this.hashes.compare(stateHash, 0, ID, start, start + ID) === 0
    );
  }

  /** Everybody the listing did not show who was there before, or of whom we do not know. */
  *missing(): Generator<Place> {
    for (let place = 0; place < this.count; place += 1) {
      const there = this.has(place, Flag.present) || this.has(place, Flag.unknown);
      if (there && !this.has(place, Flag.seen)) yield place;
    }
  }

  private remember(place: Place, stateHash: Buffer): void {
    stateHash.copy(this.hashes, place * ID, 0, ID);
    this.mark(place, Flag.present);
  }

  private has(place: Place, flag: number): boolean {
    return ((this.flags[place] ?? 0) & flag) !== 0;
  }

  private mark(place: Place, flag: number): void {
    this.flags[place] = (this.flags[place] ?? 0) | flag;
  }

  private isAt(place: Place, entraId: Buffer): boolean {
    return this.ids.compare(entraId, 0, ID, place * ID, place * ID + ID) === 0;
  }

  private slotOf(entraId: Buffer): number {
    const mixed = Math.imul(entraId.readUInt32LE(0) ^ Math.imul(entraId.readUInt32LE(12), 0x9e3779b1), 0x85ebca6b);
    return (mixed ^ (mixed >>> 15)) & (this.index.length - 1);
  }

  private put(place: Place): void {
    let slot = this.slotOf(this.ids.subarray(place * ID, place * ID + ID));
    while (this.index[slot] !== EMPTY) slot = (slot + 1) & (this.index.length - 1);
    this.index[slot] = place;
  }

  private grow(): void {
    this.capacity *= 2;
    this.ids = Buffer.concat([this.ids], this.capacity * ID);
    this.hashes = Buffer.concat([this.hashes], this.capacity * ID);
    this.userNos = Uint32Array.from({ length: this.capacity }, (_, place) => this.userNos[place] ?? 0);
    const flags = new Uint8Array(this.capacity);
    flags.set(this.flags);
    this.flags = flags;
    this.index = new Int32Array(this.capacity * 2).fill(EMPTY);
    for (let place = 0; place < this.count; place += 1) this.put(place);
  }
}

const Flag = { present: 1, unknown: 2, seen: 4 } as const;

import type { DirectoryUser } from "../model/directory-user.js";
import { writeGuidBytes } from "../model/guid.js";
import type { TenantRun } from "../store/write/tenant-run.js";
import type { UserWrite } from "../store/write/user-writer.js";
import { AssignmentCounter } from "./assignment-counter.js";
import { Head, type Place } from "./head.js";
import { ContentHash, UserHash } from "./state-hash.js";

/** People of a batch: at most, and enough for one while nothing is being written. */
const BATCH = 500;
const SMALL_BATCH = 250;
const ID_BYTES = 16;
const STATE_HASH_BYTES = 16;

/** One walk through a tenant's listing: hash everybody, drop who is unchanged, write the rest in batches. */
export class UserStream {
  readonly counter = new AssignmentCounter();
  readonly content = new ContentHash();
  users = 0;
  private batch: UserWrite[] = [];
  private writing: Promise<void> = Promise.resolve();
  private idle = true;
  private readonly hash = new UserHash();
  private readonly id = new Uint8Array(ID_BYTES);
  private readonly idWords = new Uint32Array(this.id.buffer);

  private constructor(
    private readonly run: TenantRun,
    private readonly head: Head,
    private nextUserNo: number,
  ) {}

  /** Sweeps, reads the head, and starts from zero. `nextUserNo` is the first number not reserved by an earlier walk of this run. */
  static async start(run: TenantRun, nextUserNo: number): Promise<UserStream> {
    await run.sweep();
    const head = await Head.read(run.head(), run.completeSeq);
    return new UserStream(run, head, nextUserNo);
  }

  /** The first user number still free. */
  get freeUserNo(): number {
    return this.nextUserNo;
  }

  async page(users: readonly DirectoryUser[]): Promise<void> {
    for (const user of users) {
      this.meet(user);
      if (this.batch.length >= (this.idle ? SMALL_BATCH : BATCH)) await this.flush();
    }
  }

  /** After the last page of both listings: whoever was not met is gone. */
  async finish(): Promise<void> {
    for (const place of this.head.missing()) {
      const userNo = this.head.userNo(place);
      this.batch.push({ userNo, entraId: this.head.entraId(place), stateHash: null, user: null });
      if (this.batch.length >= BATCH) await this.flush();
    }
    await this.flush();
    await this.writing;
  }

  /** Nothing more is being written; how the last batch went is told elsewhere. */
  async rest(): Promise<void> {
    await this.writing.catch(() => undefined);
  }

  /** A person met twice counts once; the first meeting holds. */
  private meet(user: DirectoryUser): void {
    writeGuidBytes(user.id, this.id);
    let place = this.head.find(this.idWords);
    if (place >= 0 && this.head.seen(place)) return;
    const hash = this.hash.of(user);
    const unchanged = place >= 0 && this.head.unchanged(place, hash.words);
    if (place < 0) place = this.head.add(this.idWords, this.nextUserNo++);
    this.head.see(place);
    this.users += 1;
    this.counter.add(user);
    this.content.add(hash);
    if (!unchanged) this.change(place, user);
  }

  private change(place: Place, user: DirectoryUser): void {
    const stateHash = Buffer.from(this.hash.bytes.subarray(0, STATE_HASH_BYTES));
    this.batch.push({ userNo: this.head.userNo(place), entraId: this.head.entraId(place), stateHash, user });
  }

  /** One batch is written while the next is gathered. */
  private async flush(): Promise<void> {
    const batch = this.batch;
    this.batch = [];
    await this.writing;
    this.idle = false;
    this.writing = this.run.writeUsers(batch, this.nextUserNo);
    const rest = () => void (this.idle = true); // how it went is told by whoever waits for it next
    this.writing.then(rest, rest);
  }
}

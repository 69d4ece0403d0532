import type { DirectoryUser } from "../model/directory-user.js";
import type { UserListingStep } from "../model/directory-listing.js";
import type { TenantRun } from "../store/write/tenant-run.js";
import type { UserWrite } from "../store/write/user-writer.js";
import { AssignmentCounter } from "./assignment-counter.js";
import { Head } from "./head.js";
import { ContentHash, hashUser } from "./state-hash.js";

const BATCH = 500;
const STATE_HASH_BYTES = 16;

/** One walk through a tenant's listing: hash everybody, drop who is unchanged, write the rest in batches. */
export class UserStream {
  readonly counter = new AssignmentCounter();
  readonly content = new ContentHash();
  users = 0;
  private batch: UserWrite[] = [];

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
      if (this.batch.length >= BATCH) await this.flush();
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
  }

  /** A person met twice counts once; the first meeting holds. */
  private meet(user: DirectoryUser): void {
    const entraId = Buffer.from(user.id.replaceAll("-", ""), "hex");
    let place = this.head.find(entraId);
    if (place >= 0 && this.head.seen(place)) return;
    const hash = hashUser(user);
    const stateHash = hash.subarray(0, STATE_HASH_BYTES);
    const unchanged = place >= 0 && this.head.unchanged(place, stateHash);
    if (place < 0) place = this.head.add(entraId, this.nextUserNo++);
    this.head.see(place);
    this.users += 1;
    this.counter.add(user);
    this.content.add(hash);
    if (!unchanged) this.batch.push({ userNo: this.head.userNo(place), entraId, stateHash, user });
  }

  private async flush(): Promise<void> {
    const batch = this.batch;
    this.batch = [];
    await this.run.writeUsers(batch, this.nextUserNo);
  }
}

/** Walks the listing to its end; a listing that starts again sweeps and starts from zero. */
export async function streamUsers(
  run: TenantRun,
  listing: AsyncIterable<UserListingStep>,
  onPage: (users: number) => Promise<void>,
): Promise<UserStream> {
  let stream = await UserStream.start(run, run.nextUserNo);
  for await (const step of listing) {
    if (step.kind === "restart") stream = await UserStream.start(run, stream.freeUserNo);
    else await stream.page(step.users);
    await onPage(stream.users);
  }
  return stream;
}

import type { UserListingStep } from "../model/directory-listing.js";
import type { TenantRun } from "../store/write/tenant-run.js";
import { EndlessListing } from "./end-run.js";
import { UserStream } from "./user-stream.js";

/** Pages in a row that bring nobody new: empty ones occur, and people who move come twice, but a listing has an end. */
const MOST_FRUITLESS_PAGES = 1_000;

/** Walks the listing to its end; a listing that starts again sweeps and starts from zero. */
export async function streamUsers(
  run: TenantRun,
  listing: AsyncIterable<UserListingStep>,
  onPage: (users: number) => Promise<void>,
): Promise<UserStream> {
  let stream = await UserStream.start(run, run.nextUserNo);
  let fruitless = 0;
  try {
    for await (const step of listing) {
      const before = stream.users;
      if (step.kind === "restart") {
        await stream.rest();
        stream = await UserStream.start(run, stream.freeUserNo);
      } else await stream.page(step.users);
      fruitless = stream.users === before ? fruitless + 1 : 0;
      if (fruitless >= MOST_FRUITLESS_PAGES) throw new EndlessListing(`${fruitless} pages in a row with nobody new`);
      await onPage(stream.users);
    }
    return stream;
  } catch (cause) {
    await stream.rest();
    throw cause;
  }
}

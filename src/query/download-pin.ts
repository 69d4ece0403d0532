import { createHash } from "node:crypto";
import { AppError, invalidInput } from "../errors.js";
import type { SnapshotDate } from "../model/snapshot-date.js";

/** What a download stood on: its arguments and scope, the instant and the day it was made, and digests of what it read. */
export interface DownloadPin {
  readonly binding: string;
  /** Days sealed later are not part of it; milliseconds of the database's clock. */
  readonly sealedBy: number;
  readonly today: SnapshotDate;
  /** Days, revisions and sequences. */
  readonly days: string;
  /** Each tenant's content epoch, and the names of SKUs. */
  readonly content: string;
}

const CHECK_BYTES = 8;

/** An opaque text. */
export function encodePin({ binding, sealedBy, today, days, content }: DownloadPin): string {
  const body = Buffer.from(JSON.stringify([binding, sealedBy, today, days, content]));
  return Buffer.concat([check(body), body]).toString("base64url");
}

/** INVALID_INPUT naming `pin` when the text is damaged or belongs to other arguments. */
export function decodePin(text: string, binding: string): DownloadPin {
  const bytes = Buffer.from(text.slice(0, 1_000), "base64url");
  const body = bytes.subarray(CHECK_BYTES);
  if (bytes.toString("base64url") !== text || !check(body).equals(bytes.subarray(0, CHECK_BYTES))) {
    throw invalidInput("pin", "is no pin of this server, or was altered");
  }
  const [bound, sealedBy, today, days, content] = JSON.parse(body.toString()) as [
    string,
    number,
    string,
    string,
    string,
  ];
  if (bound !== binding) throw invalidInput("pin", "belongs to another download, other arguments or another scope");
  return { binding, sealedBy, today: today as SnapshotDate, days, content };
}

/** Nothing when both stand on the same; SNAPSHOT_GONE or CONTENT_CHANGED otherwise: never other bytes. */
export function assertSame(pinned: DownloadPin, now: DownloadPin): void {
  if (pinned.days !== now.days) {
    throw new AppError(
      "SNAPSHOT_GONE",
      "a day this download stood on is no longer kept; download anew without the pin",
    );
  }
  if (pinned.content !== now.content) {
    throw new AppError(
      "CONTENT_CHANGED",
      "what this download stood on has changed since; download anew without the pin",
    );
  }
}

/** A short digest of a list. */
export function digestOf(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 22);
}

function check(body: Buffer): Buffer {
  return createHash("sha256").update("download").update(body).digest().subarray(0, CHECK_BYTES);
}

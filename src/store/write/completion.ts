import type { SnapshotCheck } from "../../model/snapshot-check.js";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import { packChecks } from "../checks.js";
import type { Session } from "../database.js";
import type { FencedWriter } from "./fenced-writer.js";

/** What a finished run says of the day it read. */
export interface DayResult {
  readonly users: number;
  readonly skus: number;
  readonly assignments: number;
  /** 32 bytes over the canonical content. */
  readonly contentHash: Buffer;
  readonly checks: readonly SnapshotCheck[];
  /** Hold the day as suspect instead of sealing it. */
  readonly held: boolean;
}

export interface Completion extends DayResult {
  readonly pages: number;
  readonly retries: number;
}

/** How the day was completed. `unchanged`: the highest revision has the same content, no row was added. */
export type Sealing = { readonly kind: "sealed" | "unchanged"; readonly revision: number } | { readonly kind: "held" };

interface Revision {
  readonly revision: number;
  readonly content_hash: Buffer;
}

const STATES = { sealed: "SEALED", unchanged: "UNCHANGED", held: "HELD" } as const;

/** One transaction: the sequence becomes complete, and one row makes the day visible (sealed) or waits for an operator (held). */
export async function complete(
  writer: FencedWriter,
  { day, again }: { readonly day: SnapshotDate; readonly again: string | null },
  completion: Completion,
): Promise<Sealing> {
  const { tenantNo, seq } = writer.lease;
  return writer.transaction(async (session) => {
    const [highest] = await session.rows<Revision>(
      "SELECT revision, content_hash FROM snapshot WHERE tenant_no = ? AND day = ? ORDER BY revision DESC LIMIT 1",
      [tenantNo, day],
    );
    await session.run("DELETE FROM held_day WHERE tenant_no = ? AND day = ?", [tenantNo, day]);
    const sealing = await writeDay(session, writer, { day, highest: again === null ? undefined : highest, completion });
    await session.run(
      `UPDATE import_run SET state = ?, finished_at = ${writer.dialect.nowMs}, pages = ?, users = ?, retries = ?
       WHERE tenant_no = ? AND seq = ?`,
      [STATES[sealing.kind], completion.pages, completion.users, completion.retries, tenantNo, seq],
    );
    await session.run("UPDATE tenant SET complete_seq = ?, lease_until = 0, not_before = NULL WHERE tenant_no = ?", [
      seq,
      tenantNo,
    ]);
    return sealing;
  });
}

interface Day {
  readonly day: SnapshotDate;
  readonly highest: Revision | undefined;
  readonly completion: Completion;
}

async function writeDay(session: Session, writer: FencedWriter, { day, highest, completion }: Day): Promise<Sealing> {
  const { tenantNo, seq, fence } = writer.lease;
  const { users, skus, assignments, contentHash, checks, held } = completion;
  const cells = [users, skus, assignments, contentHash, packChecks(checks)];
  if (held) {
    await session.run(
      `INSERT INTO held_day (tenant_no, day, seq, fence, completed_at, user_count, sku_count, assignment_count, content_hash, checks)
       VALUES (?, ?, ?, ?, ${writer.dialect.nowMs}, ?, ?, ?, ?, ?)`,
      [tenantNo, day, seq, fence, ...cells],
    );
    return { kind: "held" };
  }
  if (highest?.content_hash.equals(contentHash)) return { kind: "unchanged", revision: highest.revision };
  const revision = (highest?.revision ?? 0) + 1;
  await session.run(
    `INSERT INTO snapshot (tenant_no, day, revision, seq, fence, sealed_at, user_count, sku_count, assignment_count, content_hash, checks)
     VALUES (?, ?, ?, ?, ?, ${writer.dialect.nowMs}, ?, ?, ?, ?, ?)`,
    [tenantNo, day, revision, seq, fence, ...cells],
  );
  return { kind: "sealed", revision };
}

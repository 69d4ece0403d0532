import type { Database } from "../database.js";
import { retriedTransaction } from "./retried-transaction.js";

/** Why nobody asks Microsoft, since when, and when somebody looks whether it is repaired. */
export interface PartnerPause {
  readonly code: string;
  readonly detail: string;
  readonly since: Date;
  readonly probes: number;
  readonly nextProbeAt: Date;
}

interface PauseRow {
  readonly code: string;
  readonly detail: string;
  readonly since: number;
  readonly probes: number;
  readonly next_probe_at: number;
}

const COLUMNS = ["identity", "code", "detail", "since", "probes", "next_probe_at"];

/** The breaker of the partner as a whole, shared by every worker. All times are the database's. */
export class PartnerPauseStore {
  constructor(
    private readonly database: Database,
    private readonly identity: string,
  ) {}

  /** Null: Microsoft may be asked. */
  async read(): Promise<PartnerPause | null> {
    const [row] = await this.database.read((session) =>
      session.rows<PauseRow>(
        "SELECT code, detail, since, probes, next_probe_at FROM partner_pause WHERE identity = ?",
        [this.identity],
      ),
    );
    if (row === undefined) return null;
    const { code, detail, probes } = row;
    return { code, detail, probes, since: new Date(row.since), nextProbeAt: new Date(row.next_probe_at) };
  }

  /** Pauses; false when it was paused already. The first probe is made `probeInMs` later. */
  open(reason: { readonly code: string; readonly detail: string }, probeInMs: number): Promise<boolean> {
    const { dialect } = this.database;
    return retriedTransaction(this.database, async (session) => {
      const values = [this.identity, reason.code, reason.detail, 0, 0, 0];
      if ((await session.run(dialect.insertIgnore("partner_pause", COLUMNS, 1), values)) !== 1) return false;
      await session.run(
        `UPDATE partner_pause SET since = ${dialect.nowMs}, next_probe_at = ${dialect.nowMs} + ? WHERE identity = ?`,
        [probeInMs, this.identity],
      );
      return true;
    });
  }

  /** Takes the right to probe, when it is time and nobody else has: one worker of many. The next one is in `nextInMs`. */
  claimProbe(seen: PartnerPause, nextInMs: number): Promise<boolean> {
    const { nowMs } = this.database.dialect;
    return retriedTransaction(this.database, async (session) => {
      const claimed = await session.run(
        `UPDATE partner_pause SET probes = probes + 1, next_probe_at = ${nowMs} + ?
         WHERE identity = ? AND probes = ? AND next_probe_at <= ${nowMs}`,
        [nextInMs, this.identity, seen.probes],
      );
      return claimed === 1;
    });
  }

  /** Somebody has repaired something (a sign-in): the next planner looks at once. */
  probeSoon(): Promise<void> {
    return retriedTransaction(this.database, async (session) => {
      await session.run("UPDATE partner_pause SET next_probe_at = 0 WHERE identity = ?", [this.identity]);
    });
  }

  /** Ends the pause; false when there was none. */
  close(): Promise<boolean> {
    return retriedTransaction(this.database, async (session) => {
      return (await session.run("DELETE FROM partner_pause WHERE identity = ?", [this.identity])) === 1;
    });
  }
}

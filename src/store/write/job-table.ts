import { randomBytes } from "node:crypto";
import type { ClaimedJob, JobCounts, JobData, NewJob } from "../../model/job.js";
import type { Database, Session } from "../database.js";
import { retriedStatement } from "./retried-transaction.js";
import { retryFor } from "./retry-table.js";

interface Candidate {
  readonly job_key: string;
  readonly data: string;
  readonly due_at: number;
}

interface Counted {
  readonly jobs: number | string;
  readonly running: number | string | null;
}

/** The key of a recurring job's only row. */
export const REPEATED = "*";

const COLUMNS = "name, job_key, data, due_at, every_ms";
const ROWS_A_STATEMENT = 500;
const CANDIDATES = 16;
const ROUNDS = 4;
const OURS = "name = ? AND job_key = ? AND claim = ?";

/**
 * Jobs in the database. Every step is one conditional statement by the database's own clock: a claim compares the row with what
 * was read, and everything after it shows the claim's token, so that a late process changes nothing.
 */
export class JobTable {
  constructor(private readonly database: Database) {}

  /** New keys are added; one that waits moves to the earlier time; one that is locked is marked to run again afterwards. */
  async enqueue(name: string, jobs: readonly NewJob[]): Promise<void> {
    const sorted = [...jobs].sort((a, b) => (a.key < b.key ? -1 : 1));
    for (let from = 0; from < sorted.length; from += ROWS_A_STATEMENT) {
      await this.add(name, sorted.slice(from, from + ROWS_A_STATEMENT));
    }
  }

  /** Makes the row if it is missing, due at once. A row that exists only takes the interval over. */
  async repeat(name: string, everyMs: number): Promise<void> {
    const { dialect } = this.database;
    const next = `${dialect.incoming("due_at")} + ${dialect.incoming("every_ms")}`;
    await this.run(
      `INSERT INTO job (${COLUMNS}) VALUES (?, ?, '{}', ${dialect.nowMs}, ?) ${dialect.onConflict(["name", "job_key"])}
       due_at = CASE WHEN claim IS NULL AND due_at > ${next} THEN ${next} ELSE due_at END,
       every_ms = ${dialect.incoming("every_ms")}`,
      [name, REPEATED, everyMs],
    );
  }

  /** Locks one of the jobs that are due longest; null: none. */
  async claim(name: string, by: { readonly owner: string; readonly lockMs: number }): Promise<ClaimedJob | null> {
    for (let round = 0; round < ROUNDS; round += 1) {
      const candidates = await this.due(name);
      if (candidates.length === 0) return null;
      const first = Math.floor(Math.random() * candidates.length); // Processes that wake together should not all want the same.
      for (const candidate of [...candidates.slice(first), ...candidates.slice(0, first)]) {
        const token = randomBytes(16);
        if (await this.take(name, candidate, { ...by, token })) return claimed(name, candidate, token);
      }
    }
    return null;
  }

  /** Renews the lock; false when it is not ours any more. */
  async touch(job: ClaimedJob, lockMs: number): Promise<boolean> {
    const renewed = await this.run(`UPDATE job SET due_at = ${this.database.dialect.nowMs} + ? WHERE ${OURS}`, [
      lockMs,
      ...ours(job),
    ]);
    return renewed === 1;
  }

  /** Removes the job, or makes it due again when it recurs or was enqueued meanwhile. */
  async finish(job: ClaimedJob): Promise<boolean> {
    const once = "every_ms IS NULL AND again_at IS NULL"; // nobody takes the latter back while the claim is ours
    if ((await this.run(`DELETE FROM job WHERE ${OURS} AND ${once}`, ours(job))) === 1) return true;
    const again = await this.run(
      `UPDATE job SET due_at = CASE WHEN every_ms IS NULL OR again_at < started_at + every_ms THEN again_at ELSE started_at + every_ms END,
         again_at = NULL, claim = NULL, owner = NULL WHERE ${OURS}`,
      ours(job),
    );
    return again === 1;
  }

  /** Makes the job due at once, for whoever claims it. */
  async release(job: ClaimedJob): Promise<boolean> {
    const { nowMs } = this.database.dialect;
    const released = await this.run(
      `UPDATE job SET due_at = ${nowMs}, again_at = NULL, claim = NULL, owner = NULL WHERE ${OURS}`,
      ours(job),
    );
    return released === 1;
  }

  async counts(): Promise<JobCounts> {
    const [row] = await this.database.read((session) =>
      session.rows<Counted>(
        `SELECT COUNT(*) AS jobs, COUNT(claim) AS running
         FROM job`,
      ),
    );
    const running = Number(row?.running ?? 0);
    return { queued: Number(row?.jobs ?? 0) - running, running };
  }

  private async add(name: string, jobs: readonly NewJob[]): Promise<void> {
    const { dialect } = this.database;
    const { nowMs } = dialect;
    const at = dialect.incoming("due_at");
    // MySQL assigns from left to right, so what reads the old due_at comes before what changes it.
    await this.run(
      `INSERT INTO job (${COLUMNS}) VALUES ${jobs.map(() => `(?, ?, ?, ${nowMs} + ?, NULL)`).join(", ")}
       ${dialect.onConflict(["name", "job_key"])}
       again_at = CASE WHEN claim IS NULL OR due_at <= ${nowMs} OR again_at < ${at} THEN again_at ELSE ${at} END,
       due_at = CASE WHEN claim IS NULL AND ${at} < due_at THEN ${at} ELSE due_at END`,
      jobs.flatMap(({ key, data, afterMs = 0, aheadMs = 0 }) => [name, key, JSON.stringify(data), afterMs - aheadMs]),
    );
  }

  private due(name: string): Promise<Candidate[]> {
    return this.database.read((session) =>
      session.rows<Candidate>(
        `SELECT job_key, data, due_at FROM job WHERE name = ? AND due_at <= ${this.database.dialect.nowMs}
         ORDER BY due_at LIMIT ${CANDIDATES}`,
        [name],
      ),
    );
  }

  /** False as well when the database prefers another process that wants the same row. */
  private async take(
    name: string,
    { job_key: key, due_at: dueAt }: Candidate,
    { owner, lockMs, token }: { readonly owner: string; readonly lockMs: number; readonly token: Buffer },
  ): Promise<boolean> {
    const { nowMs } = this.database.dialect;
    try {
      const take = (session: Session) =>
        session.run(
          `UPDATE job SET claim = ?, owner = ?, started_at = ${nowMs}, due_at = ${nowMs} + ?
           WHERE name = ? AND job_key = ? AND due_at = ? AND due_at <= ${nowMs}`,
          [token, owner, lockMs, name, key, dueAt],
        );
      return (await this.database.transaction(take, { single: true })) === 1;
    } catch (cause) {
      if (retryFor(cause) === "again") return false;
      throw cause;
    }
  }

  /** A step that was applied, though it was not answered, finds the second time nothing to do or does the same. */
  private run(sql: string, parameters: readonly unknown[]): Promise<number> {
    return retriedStatement(this.database, sql, parameters);
  }
}

function ours({ name, id, token }: ClaimedJob): unknown[] {
  return [name, id.slice(name.length + 1), Buffer.from(token, "hex")];
}

function claimed(name: string, { job_key: key, data }: Candidate, token: Buffer): ClaimedJob {
  return { id: `${name}/${key}`, name, data: JSON.parse(data) as JobData, token: token.toString("hex") };
}

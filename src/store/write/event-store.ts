import { invalidInput } from "../../errors.js";
import type { GatewayEvent } from "../../model/gateway-event.js";
import type { AttemptFailure, DueDelivery } from "../../model/webhook-delivery.js";
import type { Database, Session } from "../database.js";
import { list } from "../dialect.js";
import { addDeliveries, appendEvent, type Endpoint, endpointsOf } from "./append-event.js";
import { retriedTransaction } from "./retried-transaction.js";

const CHUNK = 1_000;
const START_AGAIN = "UPDATE webhook_delivery SET state = 'PENDING', attempts = 0, first_at = NULL, next_at = 0";

interface DueRow {
  readonly event_id: string;
  readonly body: string;
  readonly attempts: number;
  readonly first_at: number | null;
}

/** What is told to others, and how far each webhook of the settings has heard it. Times are the caller's. */
export class EventStore {
  private readonly endpoints: readonly Endpoint[];

  constructor(
    private readonly database: Database,
    webhookUrls: readonly string[],
  ) {
    this.endpoints = endpointsOf(webhookUrls);
  }

  /** Writes the event and its deliveries in one transaction; false when the event is there already. */
  append(event: GatewayEvent): Promise<boolean> {
    return this.write((session) => this.appendIn(session, event));
  }

  /** The same within a transaction of the caller's. */
  appendIn(session: Session, event: GatewayEvent): Promise<boolean> {
    return appendEvent({ session, dialect: this.database.dialect }, event, this.endpoints);
  }

  /** The webhooks of the settings. */
  get webhooks(): readonly string[] {
    return this.endpoints.map(({ url }) => url);
  }

  /** What is due to one of them at `now`, at most `limit`, the oldest event first. */
  async due(url: string, now: Date, limit: number): Promise<DueDelivery[]> {
    const rows = await this.database.read((session) =>
      session.rows<DueRow>(
        `SELECT d.event_id, e.body, d.attempts, d.first_at FROM webhook_delivery d JOIN event e ON e.event_id = d.event_id
         WHERE d.state = 'PENDING' AND d.next_at <= ? AND d.endpoint = ? ORDER BY d.occurred_at, d.event_id LIMIT ${limit}`,
        [now.getTime(), this.endpointOf(url)],
      ),
    );
    return rows.map((row) => toDue(row, url));
  }

  /** Counts one more attempt and keeps every other worker away until `until`; null when another was faster. */
  async claim(due: DueDelivery, now: Date, until: Date): Promise<DueDelivery | null> {
    const sql = `UPDATE webhook_delivery SET attempts = attempts + 1, first_at = COALESCE(first_at, ?), last_at = ?, next_at = ?
      WHERE event_id = ? AND endpoint = ? AND state = 'PENDING' AND attempts = ?`;
    const times = [now.getTime(), now.getTime(), until.getTime()];
    const claimed = await this.write((session) => session.run(sql, [...times, ...this.key(due), due.attempts]));
    return claimed === 1 ? { ...due, attempts: due.attempts + 1, firstAt: due.firstAt ?? now } : null;
  }

  /** The receiver took it. */
  async delivered(claimed: DueDelivery, status: number): Promise<void> {
    const sql = `UPDATE webhook_delivery SET state = 'DELIVERED', status = ?, failure = NULL WHERE event_id = ? AND endpoint = ?`;
    await this.write((session) => session.run(sql, [status, ...this.key(claimed)]));
  }

  /** The attempt failed: due again at `nextAt`, or given up when that is null. */
  async failed(claimed: DueDelivery, { status, failure }: AttemptFailure, nextAt: Date | null): Promise<void> {
    const sql = `UPDATE webhook_delivery SET state = ?, next_at = ?, status = ?, failure = ?
      WHERE event_id = ? AND endpoint = ? AND state = 'PENDING' AND attempts = ?`;
    const state = nextAt === null ? "GIVEN_UP" : "PENDING";
    const values = [state, nextAt?.getTime() ?? 0, status, failure, ...this.key(claimed), claimed.attempts];
    await this.write((session) => session.run(sql, values));
  }

  /** Starts again with one event, for every webhook of the settings; INVALID_INPUT when no such event is kept. */
  redeliver(eventId: string): Promise<void> {
    return this.write(async (session) => {
      const sql = "SELECT occurred_at FROM event WHERE event_id = ?";
      const [event] = await session.rows<{ occurred_at: number }>(sql, [eventId]);
      if (event === undefined) throw invalidInput("--id", "must be the id of an event; see `webhooks deliveries`");
      await session.run(`${START_AGAIN} WHERE event_id = ?`, [eventId]);
      const { dialect } = this.database;
      await addDeliveries({ session, dialect }, { eventId, occurredAt: event.occurred_at }, this.endpoints);
    });
  }

  /** Starts again with every delivery that was given up, in transactions of a bounded size; how many there were. */
  async redeliverGivenUp(): Promise<number> {
    for (let again = 0; ;) {
      const chunk = await this.write(redeliverChunk);
      again += chunk;
      if (chunk === 0) return again;
    }
  }

  /** Forgets events from before `before`, whatever became of them; the number of events. */
  async prune(before: Date): Promise<number> {
    for (let pruned = 0; ;) {
      const chunk = await this.write((session) => pruneChunk(session, before.getTime()));
      pruned += chunk;
      if (chunk < CHUNK) return pruned;
    }
  }

  private key({ eventId, url }: DueDelivery): readonly unknown[] {
    return [eventId, this.endpointOf(url)];
  }

  private endpointOf(url: string): Buffer | null {
    return this.endpoints.find((known) => known.url === url)?.endpoint ?? null;
  }

  private write<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return retriedTransaction(this.database, work);
  }
}

function toDue({ event_id: eventId, body, attempts, first_at: firstAt }: DueRow, url: string): DueDelivery {
  return { eventId, url, body, attempts, firstAt: firstAt === null ? null : new Date(firstAt) };
}

async function redeliverChunk(session: Session): Promise<number> {
  const sql = `SELECT event_id FROM webhook_delivery WHERE state = 'GIVEN_UP' ORDER BY event_id LIMIT ${CHUNK}`;
  const ids = (await session.rows<{ event_id: string }>(sql)).map((row) => row.event_id);
  if (ids.length === 0) return 0;
  return session.run(`${START_AGAIN} WHERE state = 'GIVEN_UP' AND event_id IN ${list(ids.length)}`, ids);
}

async function pruneChunk(session: Session, before: number): Promise<number> {
  const sql = `SELECT event_id FROM event WHERE occurred_at < ? ORDER BY occurred_at LIMIT ${CHUNK}`;
  const ids = (await session.rows<{ event_id: string }>(sql, [before])).map((row) => row.event_id);
  if (ids.length === 0) return 0;
  await session.run(`DELETE FROM webhook_delivery WHERE event_id IN ${list(ids.length)}`, ids);
  return session.run(`DELETE FROM event WHERE event_id IN ${list(ids.length)}`, ids);
}

import type { DeliveryEntry, DeliveryFailure, DeliveryState } from "../../model/webhook-delivery.js";
import type { Database } from "../database.js";

interface EntryRow {
  readonly event_id: string;
  readonly type: string;
  readonly origin: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly occurred_at: number;
  readonly last_at: number | null;
  readonly next_at: number;
  readonly status: number | null;
  readonly failure: DeliveryFailure | null;
}

const ENTRY = `SELECT d.event_id, e.type, d.origin, d.state, d.attempts, d.occurred_at, d.last_at, d.next_at, d.status, d.failure
  FROM webhook_delivery d JOIN event e ON e.event_id = d.event_id`;

/** What became of each event at each webhook. */
export class DeliveryLog {
  constructor(private readonly database: Database) {}

  /** The newest first; with `failed`, those alone whose last attempt failed, given up or not. */
  async list({ failed, limit }: { readonly failed: boolean; readonly limit: number }): Promise<DeliveryEntry[]> {
    const where = failed ? "WHERE d.failure IS NOT NULL" : "";
    const sql = `${ENTRY} ${where} ORDER BY d.occurred_at DESC, d.event_id DESC, d.origin LIMIT ${limit}`;
    return (await this.database.read((session) => session.rows<EntryRow>(sql))).map(toEntry);
  }

  /** How many deliveries nobody tries any more. */
  async givenUp(): Promise<number> {
    const sql = "SELECT COUNT(*) AS given_up FROM webhook_delivery WHERE state = 'GIVEN_UP'";
    const [row] = await this.database.read((session) => session.rows<{ given_up: number }>(sql));
    return row?.given_up ?? 0;
  }
}

function toEntry(row: EntryRow): DeliveryEntry {
  const { type, origin, state, attempts, status, failure } = row;
  return {
    ...{ eventId: row.event_id, type, origin, state, attempts, status, failure },
    occurredAt: new Date(row.occurred_at),
    lastAt: row.last_at === null ? null : new Date(row.last_at),
    nextAt: state === "PENDING" && row.next_at > 0 ? new Date(row.next_at) : null,
  };
}

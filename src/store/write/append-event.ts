import { createHash } from "node:crypto";
import type { GatewayEvent } from "../../model/gateway-event.js";
import type { Session } from "../database.js";
import type { Dialect } from "../dialect.js";

/** A webhook as the tables know it: by a hash, because the URL may hold a secret. */
export interface Endpoint {
  readonly endpoint: Buffer;
  readonly url: string;
  readonly origin: string;
}

/** The webhooks of the settings. */
export function endpointsOf(urls: readonly string[]): Endpoint[] {
  return urls.map((url) => ({
    url,
    endpoint: createHash("sha256").update(url).digest().subarray(0, 16),
    origin: new URL(url).origin.slice(0, 255),
  }));
}

const DELIVERY = ["event_id", "endpoint", "origin", "state", "attempts", "occurred_at", "next_at"];

/** Writes the event with one delivery a webhook, within the caller's transaction; false when the event is there already. */
export async function appendEvent(
  { session, dialect }: { readonly session: Session; readonly dialect: Dialect },
  event: GatewayEvent,
  endpoints: readonly Endpoint[],
): Promise<boolean> {
  const insert = dialect.insertIgnore("event", ["event_id", "type", "occurred_at", "body"], 1);
  const values = [event.id, event.type, event.occurredAt.getTime(), bodyOf(event)];
  if ((await session.run(insert, values)) !== 1) return false;
  await addDeliveries({ session, dialect }, { eventId: event.id, occurredAt: event.occurredAt.getTime() }, endpoints);
  return true;
}

/** One delivery, due at once, for each webhook that has none of this event yet. */
export async function addDeliveries(
  { session, dialect }: { readonly session: Session; readonly dialect: Dialect },
  { eventId, occurredAt }: { readonly eventId: string; readonly occurredAt: number },
  endpoints: readonly Endpoint[],
): Promise<void> {
  if (endpoints.length === 0) return;
  const rows = endpoints.flatMap(({ endpoint, origin }) => [eventId, endpoint, origin, "PENDING", 0, occurredAt, 0]);
  await session.run(dialect.insertIgnore("webhook_delivery", DELIVERY, endpoints.length), rows);
}

function bodyOf({ id, type, occurredAt, data }: GatewayEvent): string {
  return JSON.stringify({ id, type, timestamp: occurredAt.toISOString(), data });
}

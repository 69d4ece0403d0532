import type { EventData, GatewayEvent } from "./gateway-event.js";
import type { SnapshotDate } from "./snapshot-date.js";
import type { TenantId } from "./tenant.js";

/** Which alert: at most one of a kind, tenant and day is open. Null tenant: the partner as a whole. Null day: not about one day. */
export interface AlertKey {
  readonly kind: string;
  readonly tenantId: TenantId | null;
  readonly day: SnapshotDate | null;
}

/** Something that an operator must know; no personal data. */
export interface Alert extends AlertKey {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** An alert that stands in the database. `lastSeenAt`: when it was raised for the last time, be it open already. */
export interface StoredAlert extends Alert {
  readonly alertId: string;
  readonly raisedAt: Date;
  readonly lastSeenAt: Date;
  readonly clearedAt: Date | null;
}

/** The event of an alert that opened or closed. */
export function alertEvent(
  type: "alert.raised" | "alert.cleared",
  { alertId, ...alert }: Alert & { readonly alertId: string },
  occurredAt: Date,
): GatewayEvent {
  const { kind, tenantId, day, code, message, remedy } = alert;
  const data: EventData = { alertId, kind, tenantId, day, code, message, remedy };
  return { id: `${type.replace(".", "-")}/${alertId}`, type, occurredAt, data };
}

import type { SnapshotDate } from "./snapshot-date.js";
import type { TenantId } from "./tenant.js";

/** What this program tells others. Ids, days, codes and counts only, never a person. */
export interface GatewayEvent {
  /** The same however often the event is told; holds no full stop, which the signature of a webhook keeps for itself. */
  readonly id: string;
  readonly type: "snapshot.sealed" | "alert.raised" | "alert.cleared";
  readonly occurredAt: Date;
  readonly data: EventData;
}

/** Plain JSON. */
export type EventData = { readonly [name: string]: EventValue };
type EventValue = string | number | boolean | null | readonly EventValue[] | EventData;

/** The event of one sealed revision: `snapshot-sealed/<tenant>/<day>/<revision>`, so that telling it twice is telling it once. */
export function snapshotSealed(
  sealed: { readonly tenantId: TenantId; readonly day: SnapshotDate; readonly revision: number },
  occurredAt: Date,
  more: EventData = {},
): GatewayEvent {
  const { tenantId, day, revision } = sealed;
  const id = `snapshot-sealed/${tenantId}/${day}/${revision}`;
  return { id, type: "snapshot.sealed", occurredAt, data: { ...more, tenantId, day, revision } };
}

import { CHANGE_FIELDS, CAUSE_KINDS } from "../model/change.js";
import { isGuid, type Guid } from "../model/guid.js";
import { dayOf, type SnapshotDate } from "../model/snapshot-date.js";
import type { TenantId } from "../model/tenant.js";
import type { ChangeRef } from "../query/change-answers.js";

/** What an opaque node id stands for. */
export type NodeRef =
  | { readonly type: "Tenant"; readonly tenantId: TenantId }
  | { readonly type: "Person"; readonly tenantId: TenantId; readonly entraId: Guid }
  | (DayRef & { readonly type: "Snapshot" })
  | (DayRef & { readonly type: "UserState"; readonly entraId: Guid })
  | (DayRef & { readonly type: "SubscribedSku"; readonly skuId: Guid })
  | (ChangeRef & { readonly type: "Change" });

/** One tenant, one day, one revision of it. */
export interface DayRef {
  readonly tenantId: TenantId;
  readonly date: SnapshotDate;
  readonly revision: number;
}

const PART_COUNT = { Tenant: 1, Person: 2, Snapshot: 3, UserState: 4, SubscribedSku: 4, Change: 9 } as const;

/** The opaque id of a node: base64url of `Type:part:part`. */
export function formatNodeId(type: NodeRef["type"], ...parts: readonly (string | number)[]): string {
  return Buffer.from([type, ...parts].join(":")).toString("base64url");
}

/** Null for anything that `formatNodeId` cannot have made. */
export function parseNodeId(id: string): NodeRef | null {
  if (id.length > 300) return null;
  const text = Buffer.from(id, "base64url").toString();
  if (Buffer.from(text).toString("base64url") !== id || text !== text.toLowerCase().replace(/^[^:]*/, typeOf(text))) {
    return null;
  }
  const [type = "", ...parts] = text.split(":");
  return isNodeType(type) && parts.length === PART_COUNT[type] ? toRef(type, parts) : null;
}

function typeOf(text: string): string {
  return text.split(":", 1)[0] ?? "";
}

function isNodeType(type: string): type is NodeRef["type"] {
  return Object.hasOwn(PART_COUNT, type);
}

function toRef(type: NodeRef["type"], parts: readonly string[]): NodeRef | null {
  const [tenant = "", second = "", third = "", fourth = ""] = parts;
  if (!isGuid(tenant)) return null;
  const tenantId = tenant as TenantId;
  if (type === "Tenant") return { type, tenantId };
  if (type === "Person") return isGuid(second) ? { type, tenantId, entraId: second as Guid } : null;
  const day = toDay(tenantId, second, third);
  if (day === null || type === "Snapshot") return day && { type: "Snapshot" as const, ...day };
  if (type === "Change") return toChangeRef(day, parts.slice(3));
  if (!isGuid(fourth)) return null;
  if (type === "UserState") return { type, ...day, entraId: fourth as Guid };
  return { type, ...day, skuId: fourth as Guid };
}

function toDay(tenantId: TenantId, date: string, revision: string): DayRef | null {
  const time = /^2\d{3}-\d{2}-\d{2}$/.test(date) ? Date.parse(date) : Number.NaN;
  const exists = !Number.isNaN(time) && dayOf(new Date(time)) === date;
  if (!exists || !/^[1-9]\d{0,8}$/.test(revision)) return null;
  return { tenantId, date: date as SnapshotDate, revision: Number(revision) };
}

function toChangeRef(day: DayRef, parts: readonly string[]): NodeRef | null {
  const [previousDate = "", previousRevision = "", kindText = "", person = "", sku = "", fieldText = ""] = parts;
  const previous = toDay(day.tenantId, previousDate, previousRevision);
  const kind = CAUSE_KINDS.find((one) => one.toLowerCase() === kindText);
  const field = CHANGE_FIELDS.find((one) => one.toLowerCase() === fieldText) ?? null;
  if (previous === null || kind === undefined || (field === null && fieldText !== "")) return null;
  if ([person, sku].some((id) => id !== "" && !isGuid(id))) return null;
  return {
    ...{ type: "Change", ...day, previousDate: previous.date, previousRevision: previous.revision },
    ...{ kind, entraId: person === "" ? null : (person as Guid), skuId: sku === "" ? null : (sku as Guid), field },
  };
}

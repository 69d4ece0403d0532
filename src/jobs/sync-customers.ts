import type { Log } from "../log.js";
import { addDays, type Calendar, dayOf } from "../model/snapshot-date.js";
import type { CustomerSource } from "../microsoft/partner-center.js";
import type { CustomerListStore } from "../store/write/customer-list-store.js";
import type { OnShrink, SyncResult, TenantStore } from "../store/write/tenant-store.js";
import { type Alerts, codeOf, detailOf, wordsOf } from "./alerts.js";
import type { PartnerBreaker } from "./partner-breaker.js";

/** What taking the customer list over needs. */
export interface CustomerSyncDeps {
  readonly customers: CustomerSource;
  readonly tenants: TenantStore;
  readonly lists: CustomerListStore;
  readonly alerts: Alerts;
  readonly calendar: Calendar;
  readonly log: Log;
}

/** Takes the Partner Center's list over; one that lost half of the tenants is held, with an alert, until it is accepted. */
export async function takeOverCustomers(
  deps: CustomerSyncDeps,
  onShrink: OnShrink,
  signal: AbortSignal,
): Promise<SyncResult> {
  const today = dayOf(deps.calendar.now());
  const result = await deps.tenants.sync(await deps.customers.listCustomers(signal), today, onShrink);
  await deps.lists.record(today, result.held);
  if (result.held === null) await deps.alerts.clear({ kind: "customers-held", tenantId: null });
  else await raiseHeld(deps, result.held);
  await deps.alerts.clear({ kind: "customers-unread", tenantId: null });
  const { added, renamed, gone, total } = result;
  deps.log.info("customers synced", { added, renamed, gone, total, held: result.held?.missing.length ?? 0 });
  return result;
}

async function raiseHeld(deps: CustomerSyncDeps, held: NonNullable<SyncResult["held"]>): Promise<void> {
  await deps.alerts.raise({
    kind: "customers-held",
    tenantId: null,
    day: null,
    code: "CUSTOMERS_HALVED",
    message: `${held.missing.length} of ${held.active} active tenants are not in the customer list any more; none was marked as gone.`,
    remedy: "See `cli tenants held`; if it is true, `cli tenants sync --accept-shrink`.",
  });
}

/** What the job needs beside that. */
export interface SyncJobDeps extends CustomerSyncDeps {
  readonly breaker: PartnerBreaker;
  /** New tenants are planned at once. */
  readonly planNow: (signal: AbortSignal) => Promise<void>;
}

/** The job: once a day, before the imports; tried again at each tick until it succeeds. */
export function createSyncCustomers(deps: SyncJobDeps) {
  return async (signal: AbortSignal): Promise<void> => {
    if ((await deps.lists.syncedOn()) === dayOf(deps.calendar.now())) return;
    if (await deps.breaker.paused()) return;
    try {
      const { added } = await takeOverCustomers(deps, { kind: "hold" }, signal);
      if (added > 0) await deps.planNow(signal);
    } catch (cause) {
      if (!signal.aborted) await tellUnread(deps, cause, signal);
      throw cause;
    }
  };
}

const PASSING = new Set(["THROTTLED", "MICROSOFT_UNAVAILABLE"]);

/** What passes by itself passes within the day; a whole day without a list is told, because new customers lose theirs. */
async function mayPass({ lists, calendar }: SyncJobDeps, code: string): Promise<boolean> {
  if (!PASSING.has(code)) return false;
  const last = await lists.syncedOn();
  return last === null || last >= addDays(dayOf(calendar.now()), -1);
}

/** The sign-in works, and the Partner Center alone refuses it for want of MFA: that is the partner's to mend as well. */
function withoutMfa(cause: unknown): { code: string; detail: string } | null {
  const code = codeOf(cause);
  return code === "MFA_REQUIRED" ? { code, detail: detailOf(cause) } : null;
}

/** Either the partner cannot sign in, which pauses everything, or the list alone cannot be read. */
async function tellUnread(deps: SyncJobDeps, cause: unknown, signal: AbortSignal): Promise<void> {
  const code = codeOf(cause);
  if (code === "INTERNAL" || (await mayPass(deps, code))) return;
  const refusal = (await deps.breaker.refusal(signal)) ?? withoutMfa(cause);
  if (refusal !== null) return deps.breaker.trip(refusal);
  const { message, remedy } = wordsOf(code);
  const text = `The customer list cannot be read (${[code, detailOf(cause)].filter(Boolean).join(", ")}): ${message}`;
  await deps.alerts.raise({ kind: "customers-unread", tenantId: null, day: null, code, message: text, remedy });
}

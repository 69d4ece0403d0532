import type { MicrosoftConfig } from "../config.js";
import { AppError } from "../errors.js";
import { type ImportRequest, importTenant } from "../importer/import-tenant.js";
import { PartnerBreaker, type ProbeWaits } from "../jobs/partner-breaker.js";
import { takeOverCustomers } from "../jobs/sync-customers.js";
import { createDirectorySource } from "../microsoft/directory.js";
import type { HttpTimeouts } from "../microsoft/http.js";
import { checkedAtPartner } from "../microsoft/partner-check.js";
import { createCustomerSource } from "../microsoft/partner-center.js";
import { createTokenSource } from "../microsoft/token-source.js";
import type { RetryPolicy } from "../model/retry-policy.js";
import { dayOf } from "../model/snapshot-date.js";
import type { TenantId } from "../model/tenant.js";
import { CustomerListStore } from "../store/write/customer-list-store.js";
import { AccessLedger } from "../store/write/access-ledger.js";
import { PartnerPauseStore } from "../store/write/partner-pause-store.js";
import { Prune } from "../store/write/prune.js";
import { ScheduleStore } from "../store/write/schedule-store.js";
import { SnapshotWriter } from "../store/write/snapshot-writer.js";
import { SuspectStore } from "../store/write/suspect-store.js";
import { type OnShrink, TenantStore } from "../store/write/tenant-store.js";
import { TokenStore } from "../store/write/token-store.js";
import { type Base, ownName } from "./base.js";
import { createOutbound } from "./outbound.js";

export function signedIn(base: Base) {
  const { microsoft: config, tokenEncryptionKey } = base.config;
  if (config === null || tokenEncryptionKey === null) {
    const settings = "MICROSOFT_TENANT_ID, MICROSOFT_CLIENT_ID, MICROSOFT_CLIENT_SECRET and TOKEN_ENCRYPTION_KEY";
    throw new AppError("INVALID_CONFIGURATION", `this command speaks to Microsoft; set ${settings}`);
  }
  const store = new TokenStore(base.database, tokenEncryptionKey, identityOf(config));
  return { config, store, log: base.log, gate: base.gate, time: Date.now };
}

/** One refresh token per partner tenant and app registration. */
function identityOf(config: MicrosoftConfig): string {
  return `${config.tenantId}/${config.clientId}`;
}

/** How patiently Microsoft is asked and days are tried again; everything has the default that is right in production. */
export interface Patience {
  readonly retries?: RetryPolicy;
  readonly probes?: ProbeWaits;
  readonly timeouts?: HttpTimeouts;
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** Everything that reads Microsoft and writes the store. `byHand`: what an operator meets pauses no worker. */
export function importingSide(base: Base, { retries, probes, ...patience }: Patience = {}, { byHand = false } = {}) {
  const { calendar, log, database, metrics } = base;
  const accesses = new AccessLedger(database, () => dayOf(calendar.now()));
  const microsoft = { ...signedIn(base), accesses, ...patience };
  const partnerId = microsoft.config.tenantId.toLowerCase() as TenantId;
  const unchecked = createTokenSource(microsoft);
  const redeemAtPartner = async (signal: AbortSignal) =>
    void (await unchecked.redeem(partnerId, "partnerCenter", undefined, { signal }));
  const customersUnchecked = createCustomerSource({ ...microsoft, tokens: unchecked });
  const askPartnerCenter = async (signal: AbortSignal) => void (await customersUnchecked.listCustomers(signal));
  const identity = identityOf(microsoft.config);
  const { alerts } = createOutbound(base);
  const pauses = new PartnerPauseStore(database, identity);
  const breaker = new PartnerBreaker({
    ...{ pauses, alerts, redeemAtPartner, askPartnerCenter, log },
    ...(probes ? { probes } : {}),
  });
  const pausing = byHand ? null : breaker;
  const tokens = checkedAtPartner({ tokens: unchecked, partnerId, time: Date.now, breaker: pausing });
  const deps = { ...microsoft, tokens };
  const owner = ownName();
  const leaseMs = base.config.leaseSeconds * 1_000;
  const calendarIsSet = base.config.clock !== null;
  const snapshots = new SnapshotWriter(database, { owner, leaseMs, time: Date.now, calendarIsSet });
  return {
    ...{ alerts, pauses, accesses, redeemAtPartner, tokenStore: microsoft.store },
    breaker,
    schedule: new ScheduleStore(database, retries),
    suspects: new SuspectStore(database),
    prune: new Prune(database, { owner, leaseMs }),
    importing: { directory: createDirectorySource(deps), snapshots, calendar, log, metrics },
    syncing: {
      customers: createCustomerSource(deps),
      tenants: new TenantStore(database),
      lists: new CustomerListStore(database, identity),
      ...{ alerts, calendar, log },
    },
  };
}

/** The importing side by hand: for the operator's commands and the demo. */
export function createImporter(base: Base) {
  const { importing, syncing, tokenStore, pauses } = importingSide(base, {}, { byHand: true });
  const today = () => dayOf(base.calendar.now());
  return {
    /** Reads today of one tenant; `again` says why a day that is done is read once more. */
    importToday: (tenantId: TenantId, more: Omit<ImportRequest, "tenantId" | "day"> = {}) =>
      importTenant(importing, { tenantId, day: today(), ...more }),
    syncTenants: (onShrink: OnShrink = { kind: "hold" }) =>
      takeOverCustomers(syncing, onShrink, new AbortController().signal),
    lists: syncing.lists,
    activeTenants: () => syncing.tenants.active(),
    /** Keeps a first refresh token; false when one is kept already. */
    keepRefreshToken: (token: string) => tokenStore.write(0, token),
    /** After a sign-in: whatever was paused is looked at by the next planner. */
    probeSoon: () => pauses.probeSoon(),
  };
}

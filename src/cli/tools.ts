import type { StoredAlert } from "../model/alert.js";
import type { ImportOutcome } from "../model/import-outcome.js";
import type { Calendar, SnapshotDate } from "../model/snapshot-date.js";
import type { PublishedNames } from "../model/product-names.js";
import type { TenantId } from "../model/tenant.js";
import type { DeliveryEntry } from "../model/webhook-delivery.js";
import type { HeldCustomers } from "../store/write/customer-list-store.js";
import type { PublishedNamesImported } from "../store/write/product-name-store.js";
import type { OperatorAction } from "../store/write/operator-actions.js";
import type { Decision, SuspectDay } from "../store/write/suspect-store.js";
import type { OnShrink, SyncResult } from "../store/write/tenant-store.js";
import type { TenantAnswer, TenantDayAnswer } from "../query/answers.js";

/** What the commands can do; wiring/ makes it of the real parts, a test of whatever it likes. */
export interface CliTools {
  readonly calendar: Calendar;
  /** Called before every command but `migrate`: SCHEMA_OUT_OF_DATE on an old server, while the embedded database migrates itself. */
  prepareSchema(): Promise<void>;
  /** Applies what is missing; the names of the migrations applied, in order. */
  migrate(): Promise<readonly string[]>;
  readonly signIn: SignIn;
  readonly tenants: Tenants;
  /** Reads today of one tenant. `onProgress` hears the number of people read so far. */
  importTenant(tenantId: TenantId, options: ImportOptions): Promise<ImportOutcome>;
  /** Every day asked for, by tenant and day. */
  coverage(input: CoverageInput): Promise<readonly TenantDayAnswer[]>;
  readonly suspects: Suspects;
  /** What operators decided, the newest first, `most` of them. */
  actions(most: number): Promise<readonly OperatorAction[]>;
  readonly productNames: ProductNames;
  readonly alerts: Alerts;
  readonly webhooks: Webhooks;
  close(): Promise<void>;
}

/** Two ways to the first refresh token. */
export interface SignIn {
  /** Listens on loopback for the answer of the sign-in page at `url`; port 0 takes a free one. */
  withBrowser(port: number): Promise<BrowserSignIn>;
  /** Redeems the token at the partner's tenant first and keeps it only when that works. */
  withToken(refreshToken: string): Promise<void>;
}

export interface BrowserSignIn {
  readonly url: string;
  readonly finished: Promise<{ username: string | null }>;
  close(): void;
}

export interface Tenants {
  sync(onShrink: OnShrink): Promise<SyncResult>;
  /** The customer list that was not believed, while one is held. */
  held(): Promise<HeldCustomers | null>;
  list(): Promise<readonly TenantAnswer[]>;
}

export interface ImportOptions {
  readonly again: boolean;
  readonly reason: string | null;
  readonly onProgress?: (users: number) => void;
}

/** `tenantIds` null: every tenant. Both days included. */
export interface CoverageInput {
  readonly tenantIds: readonly TenantId[] | null;
  readonly from: SnapshotDate;
  readonly to: SnapshotDate;
}

export interface Suspects {
  list(): Promise<readonly SuspectDay[]>;
  accept(decision: Decision): Promise<{ revision: number }>;
  reject(decision: Decision): Promise<void>;
}

export interface ProductNames {
  /** Takes names over; what is not among them keeps its own. */
  import(names: PublishedNames): Promise<PublishedNamesImported>;
}

export interface Alerts {
  open(): Promise<readonly StoredAlert[]>;
  latest(most: number): Promise<readonly StoredAlert[]>;
}

export interface Webhooks {
  deliveries(which: { readonly failed: boolean; readonly limit: number }): Promise<readonly DeliveryEntry[]>;
  redeliver(eventId: string): Promise<void>;
  /** The number of deliveries that start again. */
  redeliverGivenUp(): Promise<number>;
}

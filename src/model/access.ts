import type { FailureCode } from "./failure.js";
import type { SnapshotDate } from "./snapshot-date.js";
import type { TenantId } from "./tenant.js";

/** TOKEN: the refresh token redeemed for a tenant. LISTING: a list read page by page. */
export type AccessKind = "TOKEN" | "LISTING";

/** STARTED: under way, or the process died. ABANDONED: we stopped, through no fault of Microsoft's or the tenant's. */
export type AccessState = "STARTED" | "OK" | "FAILED" | "ABANDONED";

/** The import run in whose name something is read. */
export interface RunRef {
  readonly day: SnapshotDate;
  readonly seq: number;
}

/** Who reads: the partner's application with its service account, as the token says. Never a person of the customer. */
export interface Principal {
  readonly applicationId: string;
  readonly username: string | null;
  readonly objectId: string | null;
  /** The token's `uti`: Entra's sign-in log and Graph's activity log carry it too. */
  readonly uniqueTokenIdentifier: string | null;
}

/** What is about to be read in a customer's tenant. */
export interface AccessStart {
  readonly tenantId: TenantId;
  /** The client-request-id of every request that belongs to it. Ordered by time. */
  readonly clientRequestId: string;
  readonly kind: AccessKind;
  /** Method and path, e.g. "GET /v1.0/users". */
  readonly endpoint: string;
  /** The origin of the resource, e.g. https://graph.microsoft.com */
  readonly resource: string;
  /** A listing's $select and $expand, a redemption's scopes. */
  readonly fields: readonly string[];
  readonly principal: Principal;
  readonly run: RunRef | null;
}

/** How many requests were sent (further tries too), pages arrived whole, and items were on them. */
export interface AccessCounts {
  readonly requests: number;
  readonly pages: number;
  readonly items: number;
}

/** How it ended. The detail holds the HTTP status or AADSTS number and names no person. */
export interface AccessEnd extends AccessCounts {
  readonly state: Exclude<AccessState, "STARTED">;
  readonly failureCode: FailureCode | null;
  readonly failureDetail: string | null;
  readonly principal: Principal;
}

/** Keeps what is read in customers' tenants. */
export interface AccessRecorder {
  /** Written before the first request is sent: when this rejects, nothing may be read. */
  start(access: AccessStart): Promise<RecordedAccess>;
}

/** One access that was written down. */
export interface RecordedAccess {
  finish(end: AccessEnd): Promise<void>;
}

/** Who a failure belongs to: one tenant, the partner as a whole (pauses everything, blames no tenant), or the run itself. */
export type FailureScope = "tenant" | "partner" | "run";

/** Why a day could not be read: every code with its sentence, remedy and documentation. docs/failures.md is held to this table. */
export type FailureCode =
  | "BLOCKED_BY_CONDITIONAL_ACCESS"
  | "MFA_REQUIRED"
  | "CONSENT_MISSING"
  | "GDAP_MISSING"
  | "ACCESS_DENIED"
  | "CROSS_TENANT_POLICY"
  | "WRONG_CLOUD"
  | "TENANT_GONE"
  | "THROTTLED"
  | "MICROSOFT_UNAVAILABLE"
  | "INVALID_RESPONSE"
  | "LISTING_UNSTABLE"
  | "WRONG_TENANT_TOKEN"
  | "EMPTY_DIRECTORY"
  | "DAY_OVER"
  | "LEASE_LOST"
  | "NOT_ATTEMPTED"
  | "REJECTED"
  | "REFRESH_TOKEN_EXPIRED"
  | "CLIENT_CREDENTIAL_INVALID"
  | "SERVICE_ACCOUNT_BLOCKED";

/** A failure code in words: what happened, what to do, and where Microsoft (or we) say so. */
export interface FailureText {
  readonly scope: FailureScope;
  readonly message: string;
  readonly remedy: string;
  readonly documentation: string;
}

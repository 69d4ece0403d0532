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

function text(scope: FailureScope, message: string, remedy: string, documentation: string): FailureText {
  return { scope, message, remedy, documentation };
}

const ENTRA_CODES = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes";
const GDAP = "https://learn.microsoft.com/partner-center/customers/gdap-introduction";

/** Every failure in words. docs/failures.md repeats this table, held to it by a test. */
export const FAILURES: Readonly<Record<FailureCode, FailureText>> = {
  BLOCKED_BY_CONDITIONAL_ACCESS: text(
    "tenant",
    "A Conditional Access policy of the customer refuses the partner's account.",
    "Ask the customer to exclude service providers (external users, the partner's tenant) from the policy that the sign-in log of the customer names.",
    "https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-users-groups",
  ),
  MFA_REQUIRED: text(
    "tenant",
    "The customer, or the Partner Center, asks for multifactor authentication that the stored sign-in does not carry.",
    "Sign in again with MFA (`cli login`); where the customer uses another MFA provider, ask them to trust the partner's MFA or to exclude service providers.",
    "https://learn.microsoft.com/partner-center/security/partner-security-requirements",
  ),
  CONSENT_MISSING: text(
    "tenant",
    "The partner's application has no (or too little) consent in the customer's tenant.",
    "Grant the consent through the Partner Center (applicationconsents) for User.Read.All and LicenseAssignment.Read.All, then import again.",
    "https://learn.microsoft.com/partner-center/developer/control-panel-vendor-apis",
  ),
  GDAP_MISSING: text(
    "tenant",
    "The partner's account is not known in the customer's tenant: no GDAP relationship covers it.",
    "Check that a GDAP relationship is active, that the account is in a security group assigned to it, and that the account is no guest in the customer's tenant.",
    GDAP,
  ),
  ACCESS_DENIED: text(
    "tenant",
    "Microsoft Graph refuses the listing: a role or a scope is missing.",
    "Both are needed: the role Directory Readers (or Global Reader) through GDAP for the partner's account, and the delegated scopes User.Read.All and LicenseAssignment.Read.All in the consent.",
    "https://learn.microsoft.com/graph/api/user-list#permissions",
  ),
  CROSS_TENANT_POLICY: text(
    "tenant",
    "A cross-tenant access policy or tenant restriction stands between the partner and the customer.",
    "Ask the customer (inbound) or the partner's administrator (outbound) to allow the application and the account in the cross-tenant access settings.",
    "https://learn.microsoft.com/entra/external-id/cross-tenant-access-overview",
  ),
  WRONG_CLOUD: text(
    "tenant",
    "The tenant lives in another national cloud than the one configured.",
    "Serve this tenant from an installation whose MICROSOFT_LOGIN_URL, MICROSOFT_GRAPH_URL and MICROSOFT_PARTNER_CENTER_URL are those of its cloud.",
    "https://learn.microsoft.com/graph/deployments",
  ),
  TENANT_GONE: text(
    "tenant",
    "The tenant does not exist any more, or Microsoft Graph is disabled in it because its subscription lapsed.",
    "Check the customer in the Partner Center; its past days stay readable.",
    ENTRA_CODES,
  ),
  THROTTLED: text(
    "tenant",
    "Microsoft asks to wait longer than a run may wait.",
    "Nothing needs doing: the tenant is not asked again before the time that Microsoft gave, then again on the same day.",
    "https://learn.microsoft.com/graph/throttling",
  ),
  MICROSOFT_UNAVAILABLE: text(
    "tenant",
    "Microsoft answered with server errors, broke the connection or did not answer in time.",
    "Nothing needs doing: the tenant is tried again on the same day. If it lasts, look at Microsoft's service health.",
    "https://learn.microsoft.com/graph/errors",
  ),
  INVALID_RESPONSE: text(
    "tenant",
    "Microsoft's answer is not what its contract says (no whole JSON, a value of a wrong type, a page loop, a next link to another host, a page of more than 16 MB, a request refused as wrong).",
    "Look for a proxy that answers in Microsoft's place; if there is none, report it with the detail and the request id of the log.",
    "https://learn.microsoft.com/graph/paging",
  ),
  LISTING_UNSTABLE: text(
    "tenant",
    "The page token of the listing expired again after three restarts.",
    "Nothing needs doing: the tenant is tried again on the same day, preferably at a quieter hour.",
    "https://learn.microsoft.com/graph/paging",
  ),
  WRONG_TENANT_TOKEN: text(
    "tenant",
    "The access token belongs to another tenant than the one asked for; it was not used.",
    "Nothing was read. Check MICROSOFT_LOGIN_URL and whatever stands between here and it, and report it if both are right.",
    "https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference",
  ),
  EMPTY_DIRECTORY: text(
    "tenant",
    "The listing of users ended without a single user, which no real tenant has.",
    "Check in the customer's admin centre that the partner's role covers the whole directory and not an administrative unit.",
    GDAP,
  ),
  DAY_OVER: text(
    "run",
    "The UTC day ended before the listing did; Microsoft only knows the present.",
    "Start the import of this tenant earlier in the day, or run more imports side by side.",
    "docs/failures.md#day_over",
  ),
  LEASE_LOST: text(
    "run",
    "Another worker took over this tenant's day, so this run wrote nothing more.",
    "Nothing needs doing if the other run sealed the day; otherwise look for a worker that stalls longer than LEASE_SECONDS.",
    "docs/failures.md#lease_lost",
  ),
  NOT_ATTEMPTED: text(
    "run",
    "Nobody tried to import this day: no worker ran, or everything was paused.",
    "See that a worker runs every day; the day cannot be read any more.",
    "docs/failures.md#not_attempted",
  ),
  REJECTED: text(
    "run",
    "The day looked implausible and was rejected by an operator.",
    "Nothing needs doing: `cli actions` says who rejected it, and when.",
    "docs/failures.md#rejected",
  ),
  REFRESH_TOKEN_EXPIRED: text(
    "partner",
    "The stored refresh token is expired, revoked or not valid for this application.",
    "Sign in again with the service account and MFA: `cli login`.",
    "https://learn.microsoft.com/entra/identity-platform/refresh-tokens",
  ),
  CLIENT_CREDENTIAL_INVALID: text(
    "partner",
    "Entra refuses the application: its id, secret, certificate or registration.",
    "Check MICROSOFT_TENANT_ID, MICROSOFT_CLIENT_ID and the secret or certificate (expiry too) against the app registration in the partner's tenant.",
    "https://learn.microsoft.com/entra/identity-platform/certificate-credentials",
  ),
  SERVICE_ACCOUNT_BLOCKED: text(
    "partner",
    "The service account is locked, disabled, at risk or must change its password.",
    "Unblock the account in the partner's tenant (Entra admin centre, Users and Risky users), then `cli login`.",
    ENTRA_CODES,
  ),
};

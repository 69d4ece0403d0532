import type { FailureCode } from "../model/failure.js";

/** Why Microsoft could not be read: one typed reason, with a detail that names no person and no secret. */
export class MicrosoftFailure extends Error {
  readonly code: FailureCode;
  /** For the operator, e.g. "AADSTS53003" or "GET /users answered 503". */
  readonly detail: string;
  /** The real instant before which the tenant must not be asked again; set for THROTTLED. */
  readonly retryAfter: Date | null;

  constructor(code: FailureCode, detail: string, more: { retryAfter?: Date | null; cause?: unknown } = {}) {
    super(`${code}: ${detail}`, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = "MicrosoftFailure";
    this.code = code;
    this.detail = detail;
    this.retryAfter = more.retryAfter ?? null;
  }
}

/** Whose token was asked for: a code can mean another thing in the partner's own tenant than in a customer's. */
export type TokenSide = "partner" | "customer";

type AadstsMeaning = FailureCode | { readonly partner: FailureCode; readonly customer: FailureCode };

const BY_MEANING: readonly (readonly [AadstsMeaning, readonly number[]])[] = [
  ["REFRESH_TOKEN_EXPIRED", [700082, 70008, 50173, 50089, 70000, 700084, 50132, 50133, 54005]],
  // The sign-in frequency is a policy of the tenant that is asked: one customer's must not stop all the others.
  [{ partner: "REFRESH_TOKEN_EXPIRED", customer: "BLOCKED_BY_CONDITIONAL_ACCESS" }, [70043]],
  ["CLIENT_CREDENTIAL_INVALID", [7000215, 7000222, 70002, 7000218, 700027, 50012, 700024, 700030]],
  // Malformed requests and scopes come of a wrong registration or origin: no tenant's fault.
  ["CLIENT_CREDENTIAL_INVALID", [9002313, 900144, 90014, 70011, 28002]],
  [{ partner: "CLIENT_CREDENTIAL_INVALID", customer: "CONSENT_MISSING" }, [700016, 700011, 70001, 7000112]],
  ["SERVICE_ACCOUNT_BLOCKED", [50053, 50057, 50055, 50126, 50144, 53011, 530034]],
  [{ partner: "SERVICE_ACCOUNT_BLOCKED", customer: "GDAP_MISSING" }, [50034, 50020, 50014, 51004, 90072, 16003]],
  ["BLOCKED_BY_CONDITIONAL_ACCESS", [53000, 53001, 53002, 53003, 530032, 530035, 50131, 50005, 50097, 50129]],
  ["BLOCKED_BY_CONDITIONAL_ACCESS", [50177, 50178]],
  ["MFA_REQUIRED", [53004, 53010, 50074, 50076, 50078, 50079, 50072, 50158, 50161]],
  ["ACCESS_DENIED", [50105]],
  ["CONSENT_MISSING", [65001, 65004, 90094, 90095, 90008, 65005, 650056, 650057, 90099, 650051, 500011, 650052]],
  ["TENANT_GONE", [500014, 90002]],
  ["CROSS_TENANT_POLICY", [500212, 500213, 500021, 500022]],
  ["WRONG_CLOUD", [90038, 900382, 900432]],
  ["MICROSOFT_UNAVAILABLE", [50000, 50033, 50087, 90006, 90012, 90024, 90033, 90090, 90091, 40010]],
  ["MICROSOFT_UNAVAILABLE", [90036, 90092, 50086]],
  ["THROTTLED", [90055, 50196]],
];

const AADSTS: ReadonlyMap<number, AadstsMeaning> = new Map(
  BY_MEANING.flatMap(([meaning, numbers]) => numbers.map((number) => [number, meaning] as const)),
);

/** Worth another try within the run: the transient codes, and 650051 (the service principal is being made). */
const TRANSIENT_AADSTS: ReadonlySet<number> = new Set([
  50000, 50033, 50087, 90006, 90012, 90024, 90033, 90090, 90091, 40010, 650051, 90055,
]);

/** What OAuth's own words mean when the number is unknown or absent. */
const BY_OAUTH_ERROR: Readonly<Record<string, AadstsMeaning>> = {
  invalid_client: "CLIENT_CREDENTIAL_INVALID",
  unauthorized_client: { partner: "CLIENT_CREDENTIAL_INVALID", customer: "CONSENT_MISSING" },
  consent_required: "CONSENT_MISSING",
  interaction_required: "BLOCKED_BY_CONDITIONAL_ACCESS",
  login_required: "MFA_REQUIRED",
  invalid_grant: { partner: "REFRESH_TOKEN_EXPIRED", customer: "ACCESS_DENIED" },
  access_denied: "ACCESS_DENIED",
  temporarily_unavailable: "MICROSOFT_UNAVAILABLE",
  server_error: "MICROSOFT_UNAVAILABLE",
};

/** What the token endpoint said: the AADSTS number first, then OAuth's word, then the status. */
export interface TokenRefusal {
  readonly status: number;
  readonly errorNo: number | null;
  readonly error: string | null;
}

/** The one reason for a refusal of the token endpoint, and whether another try in this run can help. */
export function classifyTokenRefusal(
  refusal: TokenRefusal,
  side: TokenSide,
): { code: FailureCode; transient: boolean } {
  const { errorNo, error, status } = refusal;
  const known = errorNo === null ? undefined : AADSTS.get(errorNo);
  if (known !== undefined) return { code: onSide(known, side), transient: TRANSIENT_AADSTS.has(errorNo ?? 0) };
  if (status === 429) return { code: "THROTTLED", transient: true };
  if (status >= 500 || error === "temporarily_unavailable") return { code: "MICROSOFT_UNAVAILABLE", transient: true };
  const meaning = error !== null && Object.hasOwn(BY_OAUTH_ERROR, error) ? BY_OAUTH_ERROR[error] : undefined;
  return { code: meaning === undefined ? "INVALID_RESPONSE" : onSide(meaning, side), transient: false };
}

function onSide(meaning: AadstsMeaning, side: TokenSide): FailureCode {
  return typeof meaning === "string" ? meaning : meaning[side];
}

const PAGE_TOKEN_CODES: ReadonlySet<string> = new Set([
  "Directory_ExpiredPageToken",
  "DirectoryPageTokenNotFoundException",
  "ExpiredPageToken",
]);

/** What the Partner Center says, with 401, to an app and user whose sign-in carries no MFA. */
const PARTNER_CENTER_MFA = "900421";

const GDAP_CODES: ReadonlySet<string> = new Set(["Authorization_IdentityNotFound", "Authorization_IdentityDisabled"]);

/** Has the page token of a listing run out, so that only a restart at page one can help? */
export function pageTokenExpired(status: number, code: string): boolean {
  return (status === 400 || status === 410) && PAGE_TOKEN_CODES.has(code);
}

/** The one reason for an error answer of Graph or the Partner Center, and whether another try can help. */
export function classifyGraphError(status: number, code: string): { code: FailureCode; transient: boolean } {
  if (status === 429) return { code: "THROTTLED", transient: true };
  if (status === 501) return { code: "INVALID_RESPONSE", transient: false };
  if (status >= 500 || status === 408) return { code: "MICROSOFT_UNAVAILABLE", transient: true };
  if (code === PARTNER_CENTER_MFA) return { code: "MFA_REQUIRED", transient: false };
  if (GDAP_CODES.has(code)) return { code: "GDAP_MISSING", transient: false };
  if (status === 401 || status === 403) return { code: "ACCESS_DENIED", transient: false };
  return { code: "INVALID_RESPONSE", transient: false };
}

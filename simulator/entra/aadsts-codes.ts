/** What Entra says beside a number. */
export interface AadstsCode {
  error: string;
  status: number;
  text: string;
  suberror?: string;
}

type Row = readonly [code: number, text: string, suberror?: string];

const GRANT: readonly Row[] = [
  [
    700082,
    "The refresh token has expired due to inactivity. The token was issued on 2026-01-01T00:00:00.0000000Z and was inactive for 90.00:00:00.",
    "bad_token",
  ],
  [
    70008,
    "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.",
  ],
  [
    50173,
    "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.",
  ],
  [50089, "Authentication failed due to flow token expired."],
  [70000, "Provided grant is invalid or malformed."],
  [
    70043,
    "The refresh token has expired or is invalid due to sign-in frequency checks by conditional access.",
    "bad_token",
  ],
  [
    700084,
    "The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which can't be extended.",
    "bad_token",
  ],
  [
    54005,
    "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
  ],
  [50132, "The session is not valid due to password expiration or recent password change."],
  [50133, "Session is invalid due to expiration or recent password change."],
  [501481, "The Code_Verifier does not match the code_challenge supplied in the authorization request."],
  [50053, "The account is locked, you've tried to sign in too many times with an incorrect user ID or password."],
  [50057, "The user account is disabled."],
  [50055, "The password is expired.", "user_password_expired"],
  [50126, "Error validating credentials due to invalid username or password."],
  [50144, "The user's Active Directory password has expired."],
  [
    50034,
    "The user account does not exist in the directory. To sign into this application, the account must be added to the directory.",
  ],
  [
    50020,
    "User account from identity provider does not exist in tenant and cannot access the application in that tenant. The account needs to be added as an external user in the tenant first.",
  ],
  [50014, "The user's redemption is in a pending state."],
  [51004, "The user account does not exist in the directory."],
  [53011, "User blocked due to risk on home tenant."],
  [530034, "A delegated administrator was blocked from accessing the tenant due to account risk in their home tenant."],
  [
    50105,
    "Your administrator has configured the application to block users unless they are specifically granted access to the application.",
  ],
  [
    65001,
    "The user or administrator has not consented to use the application with ID. Send an interactive authorization request for this user and resource.",
    "consent_required",
  ],
  [65004, "User declined to consent to access the app.", "consent_required"],
  [90094, "Admin consent is required for the permissions requested by this application.", "consent_required"],
  [
    90095,
    "Admin consent is required for the permissions requested by this application. An admin consent request may be sent to the admin.",
    "consent_required",
  ],
  [
    90099,
    "The application has not been authorized in the tenant. Applications must be authorized to access the customer tenant before partner delegated administrators can use them. Provide pre-consent or execute the appropriate Partner Center API to authorize the application.",
  ],
  [650051, "Application is requesting permissions for a service principal that is being created in the tenant."],
  [
    500212,
    "The user's administrator has set an outbound access policy that does not allow access to the resource tenant.",
  ],
  [500213, "The resource tenant's cross-tenant access policy does not allow this user to access this tenant."],
  [500021, "Access to the tenant is denied."],
  [500022, "Access to the tenant is denied. The Restrict-Access-To-Tenants header does not list it."],
  [
    90072,
    "User account from identity provider does not exist in tenant and cannot access the application in that tenant. The account needs to be added as an external user in the tenant first.",
  ],
  [16003, "The selected user account does not exist in the tenant and cannot access the application."],
  [50000, "There was an error issuing a token or an issue with our sign-in service."],
  [
    50196,
    "The server terminated an operation because it encountered a client request loop. Please contact your app vendor.",
  ],
  [50086, "The grant is not valid for this application."],
  [90036, "An unexpected, non-retryable error stemming from the directory service has occurred."],
  [90092, "Non-retryable error has occurred in the directory service."],
];

const INTERACTION: readonly Row[] = [
  [
    53000,
    "Device is not in required device state. Conditional Access policy requires a compliant device, and the device is not compliant.",
    "message_only",
  ],
  [
    53001,
    "Device is not in required device state: domain_joined. Conditional Access policy requires a domain joined device.",
    "message_only",
  ],
  [53002, "Application used is not an approved application for Conditional Access.", "message_only"],
  [
    53003,
    "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
    "message_only",
  ],
  [
    53004,
    "User needs to complete multi-factor authentication registration before accessing this content.",
    "message_only",
  ],
  [
    53010,
    "Can't configure multi-factor authentication methods because the organization requires this information to be set from specific locations or devices.",
    "message_only",
  ],
  [530032, "User blocked due to a security policy of the tenant.", "message_only"],
  [
    530035,
    "Access has been blocked by security defaults. This is due to the request using legacy auth or being deemed unsafe by security defaults policies.",
    "message_only",
  ],
  [
    50131,
    "Device is not in required device state, or the request was blocked due to suspicious activity, access policy, or security policy decisions.",
    "message_only",
  ],
  [
    50005,
    "User tried to log in to a device from a platform not currently supported through Conditional Access policy.",
    "message_only",
  ],
  [50097, "Device authentication is required.", "additional_action"],
  [50129, "Device is not Workplace joined. Workplace join is required to register the device.", "additional_action"],
  [50074, "Strong Authentication is required.", "basic_action"],
  [
    50076,
    "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.",
    "basic_action",
  ],
  [
    50078,
    "Presented multi-factor authentication has expired due to policies configured by your administrator, you must refresh your multi-factor authentication to access the resource.",
    "basic_action",
  ],
  [
    50079,
    "Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication.",
    "basic_action",
  ],
  [
    50072,
    "Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access the resource.",
    "basic_action",
  ],
  [
    50158,
    "External security challenge not satisfied. User will be redirected to another page or authentication provider to satisfy additional authentication challenges.",
    "additional_action",
  ],
  [50161, "Failed to validate authorization url of external claims provider.", "additional_action"],
  [50177, "External challenge is not supported for passthrough users.", "message_only"],
  [50178, "Session control is not supported for passthrough users.", "message_only"],
];

const CLIENT: readonly Row[] = [
  [
    7000215,
    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.",
  ],
  [
    7000222,
    "The provided client secret keys for app are expired. Visit the Azure portal to create new keys for your app.",
  ],
  [7000218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."],
  [
    700027,
    "The certificate with identifier used to sign the client assertion is not registered on application, or the signature is invalid.",
  ],
  [50012, "Authentication failed."],
  [700024, "Client assertion is not within its valid time range."],
  [700030, "Invalid certificate - subject name in certificate isn't authorized."],
  [
    70002,
    "Error validating credentials. The specified client secret does not match the expected value for this client.",
  ],
  [7000112, "Application is disabled."],
];

const UNAUTHORIZED_CLIENT: readonly Row[] = [
  [
    700016,
    "Application was not found in the directory. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.",
  ],
  [700011, "Application was not found in the directory."],
  [70001, "The application is disabled or was not found in the directory."],
];

const REQUEST: readonly Row[] = [
  [9002313, "Invalid request. Request is malformed or invalid."],
  [900561, "The endpoint only accepts POST requests."],
  [900144, "The request body must contain the following parameter: 'grant_type'."],
  [
    90014,
    "The required field is missing from the credential. Ensure that you have all the necessary parameters for the login request.",
  ],
  [
    90008,
    "The user or administrator has not consented to use the application. The app must require access to Microsoft Graph by specifying at least the sign in and read user profile permission.",
  ],
  [
    90002,
    "Tenant not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.",
  ],
  [90038, "The specified tenant belongs to a national cloud. The request must be sent to another cloud instance."],
  [900382, "Confidential Client is not supported in Cross Cloud request."],
  [900432, "Confidential Client is not supported in Cross Cloud request."],
  [50011, "The redirect URI specified in the request does not match the redirect URIs configured for the application."],
];

const SCOPE: readonly Row[] = [
  [70011, "The provided value for the input parameter 'scope' is not valid."],
  [28002, "Provided value for the input parameter scope is not valid when requesting an access token."],
  [
    650056,
    "Misconfigured application. The client has not listed any permissions in the requested permissions in the client's application registration.",
  ],
  [
    650057,
    "Invalid resource. The client has requested access to a resource which is not listed in the requested permissions in the client's application registration.",
  ],
  [
    65005,
    "Misconfigured application. The app required resource access list does not contain apps discoverable by the resource.",
  ],
];

const RESOURCE: readonly Row[] = [
  [
    500011,
    "The resource principal was not found in the tenant. This can happen if the application has not been installed by the administrator of the tenant.",
  ],
  [
    500014,
    "The service principal for resource is disabled. This indicate that a subscription within the tenant has lapsed, or that the administrator for this tenant has disabled the application.",
  ],
  [650052, "The app is trying to access a service that your organization lacks a service principal for."],
];

const TRANSIENT: readonly Row[] = [
  [50033, "A transient error has occurred. Please try again."],
  [50087, "A transient error has occurred during sign-in. Please try again."],
  [90006, "The service is temporarily unavailable. Please retry later."],
  [90012, "The request has timed out. Please retry."],
  [90024, "RequestBudgetExceeded - a transient error has occurred. Try again."],
  [90033, "A transient error has occurred. Please try again."],
  [90090, "A transient error has occurred while reaching Microsoft Graph. Please try again."],
  [90091, "Microsoft Graph could not be reached. Please try again."],
  [40010, "A retryable error occurred at the identity provider. Please try again."],
];

const THROTTLED: readonly Row[] = [
  [90055, "There are too many incoming requests for this tenant. Please try again later."],
];
const GRANT_TYPE: readonly Row[] = [[70003, "The app requested an unsupported grant type."]];

function rows(error: string, status: number, list: readonly Row[]): [number, AadstsCode][] {
  return list.map(([code, text, suberror]) => [code, { error, status, text, ...(suberror ? { suberror } : {}) }]);
}

/** Every code the simulator knows a body for; any other number gets invalid_grant. */
export const AADSTS_CODES: ReadonlyMap<number, AadstsCode> = new Map([
  ...rows("invalid_grant", 400, GRANT),
  ...rows("interaction_required", 400, INTERACTION),
  ...rows("invalid_client", 401, CLIENT),
  ...rows("unauthorized_client", 400, UNAUTHORIZED_CLIENT),
  ...rows("invalid_request", 400, REQUEST),
  ...rows("invalid_scope", 400, SCOPE),
  ...rows("invalid_resource", 400, RESOURCE),
  ...rows("temporarily_unavailable", 503, TRANSIENT),
  ...rows("temporarily_unavailable", 429, THROTTLED),
  ...rows("unsupported_grant_type", 400, GRANT_TYPE),
]);

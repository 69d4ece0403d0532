import { describe, expect, it } from "@jest/globals";
import { classifyGraphError, classifyTokenRefusal, pageTokenExpired } from "../../../src/microsoft/failure.js";
import type { FailureCode } from "../../../src/model/failure.js";

/** Every AADSTS code of Microsoft's list that concerns us, as a customer's tenant gives it. */
const CUSTOMER: Partial<Record<FailureCode, number[]>> = {
  REFRESH_TOKEN_EXPIRED: [700082, 70008, 50173, 50089, 70000, 700084, 50132, 50133],
  CLIENT_CREDENTIAL_INVALID: [
    7000215, 7000222, 70002, 7000218, 700027, 50012, 700030, 9002313, 900144, 90014, 70011, 28002,
  ],
  SERVICE_ACCOUNT_BLOCKED: [50053, 50057, 50055, 50126, 50144, 53011, 530034],
  GDAP_MISSING: [50034, 50020, 50014, 51004, 90072, 16003],
  BLOCKED_BY_CONDITIONAL_ACCESS: [
    53000, 53001, 53002, 53003, 530032, 530035, 50131, 50005, 50097, 50129, 50177, 50178, 70043,
  ],
  MFA_REQUIRED: [53004, 53010, 50074, 50076, 50078, 50079, 50072, 50158, 50161],
  ACCESS_DENIED: [50105],
  CONSENT_MISSING: [
    65001, 65004, 90094, 90095, 90008, 65005, 650056, 650057, 90099, 650051, 500011, 650052, 700016, 700011, 70001,
    7000112,
  ],
  TENANT_GONE: [500014, 90002],
  CROSS_TENANT_POLICY: [500212, 500213, 500021, 500022],
  WRONG_CLOUD: [90038, 900382, 900432],
  MICROSOFT_UNAVAILABLE: [50000, 50033, 50087, 90006, 90012, 90024, 90033, 90090, 90091, 40010, 90036, 90092, 50086],
  THROTTLED: [90055, 50196],
};

const PARTNER: [number, FailureCode][] = [
  [700016, "CLIENT_CREDENTIAL_INVALID"],
  [700011, "CLIENT_CREDENTIAL_INVALID"],
  [70001, "CLIENT_CREDENTIAL_INVALID"],
  [7000112, "CLIENT_CREDENTIAL_INVALID"],
  [70043, "REFRESH_TOKEN_EXPIRED"],
  [50034, "SERVICE_ACCOUNT_BLOCKED"],
  [65001, "CONSENT_MISSING"],
];

const refusal = (errorNo: number | null, error: string | null = "invalid_grant", status = 400) => ({
  errorNo,
  error,
  status,
});

const customerCodes = Object.entries(CUSTOMER).flatMap(([code, numbers]) =>
  numbers.map((number) => [number, code] as const),
);

describe("a refusal of the token endpoint", () => {
  it.each(customerCodes)("AADSTS%i at a customer's tenant is %s, whatever OAuth's word", (number, code) => {
    expect(classifyTokenRefusal(refusal(number), "customer").code).toBe(code);
    expect(classifyTokenRefusal(refusal(number, "interaction_required", 401), "customer").code).toBe(code);
  });

  it.each(PARTNER)("AADSTS%i at the partner's own tenant is %s", (number, code) => {
    expect(classifyTokenRefusal(refusal(number), "partner").code).toBe(code);
  });

  it.each([50033, 50087, 90006, 90012, 90024, 90033, 90090, 90091, 40010, 650051, 90055])(
    "AADSTS%i is worth another try",
    (number) => {
      expect(classifyTokenRefusal(refusal(number), "customer").transient).toBe(true);
    },
  );

  it.each([53003, 65001, 700082, 50196, 90036, 90092, 50086])("AADSTS%i is not tried again", (number) => {
    expect(classifyTokenRefusal(refusal(number), "customer").transient).toBe(false);
  });

  it.each<[string, number, FailureCode]>([
    ["consent_required", 400, "CONSENT_MISSING"],
    ["interaction_required", 400, "BLOCKED_BY_CONDITIONAL_ACCESS"],
    ["invalid_client", 401, "CLIENT_CREDENTIAL_INVALID"],
    ["invalid_grant", 400, "ACCESS_DENIED"],
    ["temporarily_unavailable", 400, "MICROSOFT_UNAVAILABLE"],
    ["toString", 400, "INVALID_RESPONSE"],
    ["anything", 503, "MICROSOFT_UNAVAILABLE"],
    ["anything", 429, "THROTTLED"],
  ])("without a known number, %s with %i is %s", (error, status, code) => {
    expect(classifyTokenRefusal(refusal(null, error, status), "customer").code).toBe(code);
    expect(classifyTokenRefusal(refusal(999999, error, status), "customer").code).toBe(code);
  });
});

describe("an error of Graph", () => {
  it.each<[number, string, FailureCode, boolean]>([
    [401, "InvalidAuthenticationToken", "ACCESS_DENIED", false],
    [401, "900421", "MFA_REQUIRED", false],
    [403, "Authorization_RequestDenied", "ACCESS_DENIED", false],
    [403, "Authorization_IdentityNotFound", "GDAP_MISSING", false],
    [403, "Authorization_IdentityDisabled", "GDAP_MISSING", false],
    [403, "", "ACCESS_DENIED", false],
    [404, "Request_ResourceNotFound", "INVALID_RESPONSE", false],
    [400, "Request_BadRequest", "INVALID_RESPONSE", false],
    [302, "", "INVALID_RESPONSE", false],
    [429, "TooManyRequests", "THROTTLED", true],
    [500, "generalException", "MICROSOFT_UNAVAILABLE", true],
    [502, "", "MICROSOFT_UNAVAILABLE", true],
    [503, "serviceNotAvailable", "MICROSOFT_UNAVAILABLE", true],
    [504, "UnknownError", "MICROSOFT_UNAVAILABLE", true],
    [509, "", "MICROSOFT_UNAVAILABLE", true],
    [501, "NotImplemented", "INVALID_RESPONSE", false],
  ])("%i %s is %s", (status, code, expected, transient) => {
    expect(classifyGraphError(status, code)).toEqual({ code: expected, transient });
  });

  it("of an expired page token is told from other bad requests", () => {
    expect(pageTokenExpired(400, "Directory_ExpiredPageToken")).toBe(true);
    expect(pageTokenExpired(400, "DirectoryPageTokenNotFoundException")).toBe(true);
    expect(pageTokenExpired(400, "Request_BadRequest")).toBe(false);
    expect(pageTokenExpired(403, "Directory_ExpiredPageToken")).toBe(false);
  });
});

import { constants, createHash, verify, X509Certificate } from "node:crypto";
import type { Cloud } from "../cloud.js";
import { decode, type Claims } from "./jwt.js";

const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Why a client is not believed: the AADSTS number and what to say. */
export interface ClientRefusal {
  code: number;
  message?: string;
}

/** Checks the client's secret or its signed assertion; undefined when it is who it says. `path` is that of the token endpoint. */
export function refuseClient(cloud: Cloud, form: URLSearchParams, path: string): ClientRefusal | undefined {
  const clientId = form.get("client_id");
  if (clientId === null)
    return { code: 900144, message: "The request body must contain the following parameter: 'client_id'." };
  if (clientId.toLowerCase() !== cloud.clientId) {
    return { code: 700016, message: `Application with identifier '${clientId}' was not found in the directory.` };
  }
  const assertion = form.get("client_assertion");
  if (assertion !== null) return refuseAssertion(cloud, form.get("client_assertion_type"), assertion, path);
  const secret = form.get("client_secret");
  if (secret === null) return { code: 7000218 };
  return secret === cloud.clientSecret ? undefined : { code: 7000215 };
}

function refuseAssertion(
  cloud: Cloud,
  type: string | null,
  assertion: string,
  path: string,
): ClientRefusal | undefined {
  if (type !== ASSERTION_TYPE)
    return { code: 900144, message: "The parameter 'client_assertion_type' is missing or unknown." };
  const [head = "", body = "", signature = ""] = assertion.split(".");
  const header = decode(head);
  const claims = decode(body);
  if (!header || !claims) return { code: 50012, message: "Client assertion is malformed." };
  if (!isSigned(cloud, header, `${head}.${body}`, signature)) return { code: 700027 };
  return refuseClaims(cloud, claims, path);
}

function isSigned(cloud: Cloud, header: Claims, signed: string, signature: string): boolean {
  const certificates = (cloud.clientCertificatePem?.match(CERTIFICATE) ?? []).map((pem) => new X509Certificate(pem));
  const padding = paddingOf(header.alg);
  if (padding === undefined) return false;
  return certificates.some((certificate) => {
    if (!matchesThumbprint(header, certificate)) return false;
    const key = {
      key: certificate.publicKey,
      padding,
      ...(padding === constants.RSA_PKCS1_PSS_PADDING ? { saltLength: 32 } : {}),
    };
    return verify("sha256", Buffer.from(signed), key, Buffer.from(signature, "base64url"));
  });
}

function paddingOf(algorithm: unknown): number | undefined {
  if (algorithm === "PS256") return constants.RSA_PKCS1_PSS_PADDING;
  return algorithm === "RS256" ? constants.RSA_PKCS1_PADDING : undefined;
}

/** A header names its certificate by SHA-256 or SHA-1 thumbprint, or not at all. */
function matchesThumbprint(header: Claims, certificate: X509Certificate): boolean {
  const digest = (algorithm: string) => createHash(algorithm).update(certificate.raw).digest("base64url");
  if (typeof header["x5t#S256"] === "string") return sameThumbprint(header["x5t#S256"], digest("sha256"));
  if (typeof header.x5t === "string") return sameThumbprint(header.x5t, digest("sha1"));
  return true;
}

function sameThumbprint(given: string, expected: string): boolean {
  return Buffer.from(given, "base64").equals(Buffer.from(expected, "base64url"));
}

function refuseClaims(cloud: Cloud, claims: Claims, path: string): ClientRefusal | undefined {
  const { iss, sub, aud, exp } = claims;
  if (iss !== cloud.clientId || sub !== cloud.clientId) {
    return { code: 50012, message: "Client assertion's issuer and subject must be the client." };
  }
  // The host is not compared: MSAL signs for login.microsoftonline.com also when its requests are led here.
  if (typeof aud !== "string" || !URL.canParse(aud) || new URL(aud).pathname.toLowerCase() !== path.toLowerCase()) {
    return { code: 50012, message: "Client assertion audience claim does not match the token endpoint." };
  }
  if (typeof exp !== "number" || exp * 1000 < Date.now()) {
    return { code: 700024, message: "Client assertion is not within its valid time range." };
  }
  return undefined;
}

import { createHmac, timingSafeEqual } from "node:crypto";

/** The claims of a token: any JSON object. */
export type Claims = Record<string, unknown>;

const HEADER = encode({ typ: "JWT", alg: "HS256", kid: "simulator" });

/** Signs claims as a JWT. */
export function signJwt(key: string, claims: Claims): string {
  const signed = `${HEADER}.${encode(claims)}`;
  return `${signed}.${signatureOf(key, signed)}`;
}

/** Reads the claims of a JWT that this key has signed; undefined for any other text. Expiry is the caller's matter. */
export function readJwt(key: string, token: string): Claims | undefined {
  const end = token.lastIndexOf(".");
  const signed = token.slice(0, Math.max(0, end));
  const given = Buffer.from(token.slice(end + 1));
  const expected = Buffer.from(signatureOf(key, signed));
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  return decode(signed.slice(signed.indexOf(".") + 1));
}

/** Reads one part of a JWT without looking at the signature; undefined if it is no JSON object. */
export function decode(part: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Claims) : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a value as a part of a JWT. */
export function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function signatureOf(key: string, signed: string): string {
  return createHmac("sha256", key).update(signed).digest("base64url");
}

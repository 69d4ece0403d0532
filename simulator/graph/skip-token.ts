import { decode, encode } from "../entra/jwt.js";

/** What a page token remembers, so that the server need not. */
export interface SkipToken {
  tenantId: string;
  position: number;
  /** The day the listing began on, which fixes its order. */
  listingDay: number;
  /** How many pages came before. */
  page: number;
  /** The share of people listed. */
  keep: number;
  noLicenses: boolean;
  /** Every page from here on leads back to itself. */
  loop: boolean;
}

/** Writes a page token. */
export function writeSkipToken(token: SkipToken): string {
  return encode(token);
}

/** Reads a page token; undefined if it is none of ours or belongs to another tenant. */
export function readSkipToken(text: string, tenantId: string): SkipToken | undefined {
  const token = decode(text);
  if (!token || token.tenantId !== tenantId) return undefined;
  const whole = Number.isInteger(token.position) && Number.isInteger(token.page) && Number.isInteger(token.listingDay);
  if (!whole || typeof token.keep !== "number") return undefined;
  return token as unknown as SkipToken;
}

import { guidFrom } from "./world/hash.js";

/** What can be set apart for one tenant. */
export interface TenantFeatures {
  /** The median share of people whose entry changes in a day. */
  churn: number;
  /** Seats of SPE_F1 that were genuinely paid for, however few people use them; 0 leaves the ordinary number. */
  paidSeats: number;
  /** Every fourth page is empty and has a nextLink. */
  emptyPages: boolean;
  /** The last person of a page is the first of the next one too. */
  repeatedPeople: boolean;
  /** The token bucket of Microsoft's throttling; 0 turns it off. */
  resourceUnitsPerTenSeconds: number;
  /** What others have left in the bucket at the first request; Infinity: all of it. */
  resourceUnitsAtFirst: number;
  /** How the bucket fills again: a tenth in each second, or whole, once a 429's wait is over, however slowly one asks. */
  resourceUnitsComeBack: "steadily" | "by waiting";
  /** What a 429 of the bucket asks to wait at least, in seconds; longer when that would not be enough. */
  leastRetryAfter: number;
  /** How it says so: whole seconds, seconds with three decimals, or an HTTP date. */
  retryAfterForm: "seconds" | "decimals" | "date";
}

/** A customer tenant of the simulated partner. */
export interface SimulatorTenant {
  tenantId: string;
  name: string;
  domain: string;
  /** About so many people, 10 to 1,000,000. */
  users: number;
  /** Sets two tenants apart beyond their ids. */
  seed?: number;
  features?: Partial<TenantFeatures>;
}

export type RefreshTokenMode = "old-stays-valid" | "old-dies" | "old-dies-later";

/** How to start a simulator; everything has a default. */
export interface SimulatorOptions {
  /** Default: any free port. With `separateOrigins` the next two ports are used as well. */
  port?: number;
  tenants?: SimulatorTenant[];
  partnerTenantId?: string;
  clientId?: string;
  clientSecret?: string;
  /** One or more PEM certificates whose keys may sign client assertions. */
  clientCertificatePem?: string;
  seed?: number;
  /** The day the simulated histories are counted from. */
  firstDay?: string;
  /** Today as the simulated cloud sees it; default: the real UTC day. */
  today?: () => string;
  accessTokenLifetimeSeconds?: number;
  /** Whether the service account signed in with a second factor; default: true. */
  secondFactor?: boolean;
  /** What becomes of a refresh token that was redeemed; "old-dies-later": it dies `refreshTokenGraceSeconds` after its first use. */
  refreshTokenMode?: RefreshTokenMode;
  /** Default: 60. */
  refreshTokenGraceSeconds?: number;
  /** Listens on three ports, as a national cloud has three origins. */
  separateOrigins?: boolean;
  /** Waits so long before every answer. */
  latencyMs?: number;
}

/** The partner whose service account signs in. */
export const DEFAULT_PARTNER_TENANT_ID = "8f1c2d3e-4b5a-4c6d-9e7f-0a1b2c3d4e5f";
/** The partner's app registration. */
export const DEFAULT_CLIENT_ID = "c1de0000-51a7-4e8b-a5c0-d15ea5e0a991";
/** Its secret; it opens nothing but the simulator. */
export const DEFAULT_CLIENT_SECRET = "simulator-secret-not-a-real-one";
/** Where histories begin when nobody says otherwise. */
export const DEFAULT_FIRST_DAY = "2026-01-01";

const NAMES =
  "Adatum Corporation|Contoso Ltd|Fabrikam Inc|Northwind Traders|Tailspin Toys|Wide World Importers|Woodgrove Bank|Litware Inc|Proseware Inc|Relecloud|Fourth Coffee|Lucerne Publishing".split(
    "|",
  );
const DEFAULT_SIZES = [60, 800, 3_000];
const MANY_PAID_SEATS = 12_000;

/** What a tenant is like when nothing is said. */
export const DEFAULT_FEATURES: TenantFeatures = {
  churn: 0.01,
  paidSeats: 0,
  emptyPages: false,
  repeatedPeople: false,
  resourceUnitsPerTenSeconds: 0,
  resourceUnitsAtFirst: Infinity,
  resourceUnitsComeBack: "steadily",
  leastRetryAfter: 1,
  retryAfterForm: "seconds",
};

/** Makes customer tenants of the given sizes, with Microsoft's sample names and ids that follow from the seed. */
export function tenantsOfSizes(sizes: readonly number[] = DEFAULT_SIZES, seed = 1): SimulatorTenant[] {
  return sizes.map((users, i) => {
    const name = (NAMES[i % NAMES.length] ?? "Contoso Ltd") + (i < NAMES.length ? "" : ` ${i + 1}`);
    const label = name
      .toLowerCase()
      .replace(/ (corporation|ltd|inc|traders)/, "")
      .replace(/[^a-z0-9]/g, "");
    const tenant = { tenantId: guidFrom(seed, `tenant ${i}`), name, domain: `${label}.onmicrosoft.com`, users };
    return i === 2 ? { ...tenant, features: { paidSeats: MANY_PAID_SEATS } } : tenant;
  });
}

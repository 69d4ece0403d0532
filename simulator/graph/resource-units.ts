import type { TenantFeatures } from "../options.js";

const WINDOW_MILLISECONDS = 10_000;

interface Bucket {
  readonly units: number;
  readonly at: number;
  /** When the wait of the last refusal is over. */
  readonly closedUntil: number;
}

/** A token bucket per tenant, refilled over ten seconds or by waiting. */
export interface ResourceUnits {
  /** Takes units; returns undefined, or the seconds to wait when there are not enough. */
  take(tenantId: string, units: number, features: TenantFeatures): number | undefined;
}

/** Opens buckets, each as full as its tenant's features say. */
export function createResourceUnits(): ResourceUnits {
  const buckets = new Map<string, Bucket>();
  return {
    take(tenantId, units, features) {
      const { resourceUnitsPerTenSeconds: limit, resourceUnitsAtFirst, leastRetryAfter } = features;
      const now = Date.now();
      const fresh = { units: Math.min(limit, resourceUnitsAtFirst), at: now, closedUntil: Infinity };
      const bucket = buckets.get(tenantId) ?? fresh;
      const refilled = refill(bucket, now, features);
      if (refilled >= units) {
        buckets.set(tenantId, { units: refilled - units, at: now, closedUntil: Infinity });
        return undefined;
      }
      const seconds = Math.max(leastRetryAfter, ((units - refilled) * WINDOW_MILLISECONDS) / limit / 1000);
      buckets.set(tenantId, {
        units: refilled,
        at: now,
        closedUntil: Math.min(bucket.closedUntil, now + seconds * 1_000),
      });
      return seconds;
    },
  };
}

function refill({ units, at, closedUntil }: Bucket, now: number, features: TenantFeatures): number {
  const { resourceUnitsPerTenSeconds: limit, resourceUnitsComeBack: how } = features;
  if (how === "by waiting") return now >= closedUntil ? limit : units;
  return Math.min(limit, units + ((now - at) * limit) / WINDOW_MILLISECONDS);
}

/** A wait as a Retry-After header, never shorter than it is. */
export function retryAfter(seconds: number, form: TenantFeatures["retryAfterForm"]): string {
  if (form === "date") return new Date(Math.ceil(Date.now() / 1_000 + seconds) * 1_000).toUTCString();
  return form === "decimals" ? (Math.ceil(seconds * 1_000) / 1_000).toFixed(3) : `${Math.ceil(seconds)}`;
}

/** What a directory read costs by Microsoft's table: base, one less with $select, one more with $expand, less below 20. */
export function costOf(base: number, search: URLSearchParams): number {
  const select = search.has("$select") ? 1 : 0;
  const expand = search.has("$expand") ? 1 : 0;
  const small = Number(search.get("$top") ?? 100) < 20 ? 1 : 0;
  return Math.max(1, base - select + expand - small);
}

import type { TenantFeatures } from "../options.js";

const WINDOW_MILLISECONDS = 10_000;

/** A token bucket per tenant, refilled over ten seconds. */
export interface ResourceUnits {
  /** Takes units; returns undefined, or the seconds to wait when there are not enough. */
  take(tenantId: string, units: number, features: TenantFeatures): number | undefined;
}

/** Opens buckets, each as full as its tenant's features say. */
export function createResourceUnits(): ResourceUnits {
  const buckets = new Map<string, { units: number; at: number }>();
  return {
    take(tenantId, units, { resourceUnitsPerTenSeconds: limit, resourceUnitsAtFirst, leastRetryAfter }) {
      const now = Date.now();
      const bucket = buckets.get(tenantId) ?? { units: Math.min(limit, resourceUnitsAtFirst), at: now };
      const refilled = Math.min(limit, bucket.units + ((now - bucket.at) * limit) / WINDOW_MILLISECONDS);
      const enough = refilled >= units;
      buckets.set(tenantId, { units: enough ? refilled - units : refilled, at: now });
      const seconds = ((units - refilled) * WINDOW_MILLISECONDS) / limit / 1000;
      return enough ? undefined : Math.max(leastRetryAfter, seconds);
    },
  };
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

/** Plans today's imports; recurring. */
export const PLAN = "plan";
/** One tenant's day: key `tenantId/day`, data `{ tenantId, day }`. */
export const IMPORT_TENANT = "import-tenant";
/** What changed in a sealed day: key and data as the import's. */
export const DIFF_SNAPSHOTS = "diff-snapshots";
/** Finds sealed days whose changes nobody has told; recurring. */
export const FIND_UNTOLD = "find-untold";
/** Takes the customer list over; recurring. */
export const SYNC_CUSTOMERS = "sync-customers";
/** Retention and thinning; recurring. */
export const PRUNE = "prune";
/** Keeps the refresh token alive; recurring. */
export const RENEW_TOKEN = "renew-token";
/** Sends what is due to the webhooks; recurring. */
export const DELIVER_WEBHOOKS = "deliver-webhooks";

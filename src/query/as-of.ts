import { daysBetween, type SnapshotDate } from "../model/snapshot-date.js";
import type { Reads } from "../store/read/read-store.js";
import type { AsOf } from "./answers.js";
import type { Resolution } from "./resolve-days.js";
import { readTenantDays } from "./tenant-days.js";

/** Tells which days an answer stands on, and why the tenants left out have none. */
export async function toAsOf(reads: Reads, resolution: Resolution): Promise<AsOf> {
  const { requested, today, days, lacking } = resolution;
  const dates = days.map(({ snapshot }) => snapshot.day).sort();
  const exact = requested === null || dates.every((date) => date === requested);
  const oldest = dates[0] ?? null;
  return {
    requested,
    oldest,
    newest: dates.at(-1) ?? null,
    exact,
    ageDays: oldest === null ? null : daysBetween(oldest, today),
    complete: exact && lacking.length === 0,
    tenantCount: days.length,
    gaps: await readGaps(reads, resolution, requested ?? today),
  };
}

async function readGaps(reads: Reads, { lacking, today }: Resolution, day: SnapshotDate): Promise<AsOf["gaps"]> {
  if (lacking.length === 0) return [];
  const answer = await readTenantDays(reads, lacking, { from: day, to: day, today });
  return lacking.map((tenant) => answer(tenant, day));
}

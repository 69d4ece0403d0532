import type { TenantId } from "../../../src/model/tenant.js";
import { addDays, type SnapshotDate } from "../../../src/model/snapshot-date.js";
import { createQuestions } from "../../../src/query/create-questions.js";
import type { Questions } from "../../../src/query/questions.js";
import { createReadStore, type ReadStore } from "../../../src/store/read/read-store.js";
import type { FreshDatabase } from "../databases/test-database.js";
import { addTenant, importDay, openWorkbench, writerOf, type Workbench } from "../import/import-workbench.js";
import type { DayCopy } from "../naive/day-copy.js";
import { changedDirectory, randomDirectory } from "../naive/random-directory.js";
import type { Random } from "../naive/random.js";

export const FIRST = "2026-01-30" as SnapshotDate;

/** A tenant and its naive daily copies, the sealed days only. */
export interface RandomTenant {
  readonly tenantId: TenantId;
  readonly tenantNo: number;
  readonly copies: ReadonlyMap<SnapshotDate, DayCopy>;
}

/** Tenants that lived for some days through the real importer, and the questions over them. */
export interface RandomWorld {
  readonly workbench: Workbench;
  readonly store: ReadStore;
  readonly questions: Questions;
  readonly tenants: readonly RandomTenant[];
  readonly days: readonly SnapshotDate[];
}

/** Imports random days of some tenants; about one day in six is missed. */
export async function createRandomWorld(
  create: () => Promise<FreshDatabase>,
  random: Random,
  { tenants = 2, days = 7, size = 14 } = {},
): Promise<RandomWorld> {
  const workbench = await openWorkbench(create);
  const dates = Array.from({ length: days }, (_, index) => addDays(FIRST, index));
  const lived: RandomTenant[] = [];
  for (let n = 0; n < tenants; n += 1) lived.push(await live(workbench, random, { dates, size }));
  const store = createReadStore(workbench.database);
  const calendar = { now: () => new Date(`${dates.at(-1)}T20:00:00Z`) };
  const questions = createQuestions({ store, calendar, freeSkus: new Set() });
  return { workbench, store, questions, tenants: lived, days: dates };
}

async function live(
  { database }: Workbench,
  random: Random,
  { dates, size }: { dates: readonly SnapshotDate[]; size: number },
): Promise<RandomTenant> {
  const { tenantId, tenantNo } = await addTenant(database);
  const copies = new Map<SnapshotDate, DayCopy>();
  let copy = randomDirectory(random, size);
  for (const day of dates) {
    copy = changedDirectory(random, copy, size);
    if (random.chance(0.15)) continue;
    const outcome = await importDay({ snapshots: writerOf(database), tenantId, day, copy });
    if (outcome.kind === "sealed") copies.set(day, copy);
  }
  return { tenantId, tenantNo, copies };
}

import { freeSkus } from "../../../src/model/free-skus.js";
import type { Guid } from "../../../src/model/guid.js";
import type { SnapshotDate } from "../../../src/model/snapshot-date.js";
import { createQuestions } from "../../../src/query/create-questions.js";
import type { Questions } from "../../../src/query/questions.js";
import type { Database } from "../../../src/store/database.js";
import { migrate, openDatabase } from "../../../src/store/data-source.js";
import { createReadStore } from "../../../src/store/read/read-store.js";
import type { FreshDatabase } from "../../support/databases/test-database.js";
import { guid, SeedTenant, type SeedDay, type SeedSku, type SeedUser } from "./seed-tenant.js";

export const day = (text: string) => text as SnapshotDate;
export const E5 = guid(501);
export const F1 = guid(502);
export const FREE = guid(503);
export const COMPANY = guid(504);
export const HELD_ONLY = guid(505);
export const [ALPHA, BETA, GAMMA] = [guid(1), guid(2), guid(3)] as const;
/** The same person id in every tenant. */
export const ANNA = guid(101);
export const BEN = guid(102);
export const CARA = guid(103);
export const TODAY = day("2026-03-04");

export function user(id: Guid, department: string | null, licenses: readonly Guid[] = []): SeedUser {
  return { id, attributes: { displayName: `name ${id.slice(-3)}`, department }, licenses };
}

const SKUS: readonly SeedSku[] = [
  { skuId: E5, partNumber: "ENTERPRISE", enabled: 10, warning: 2, consumed: 15 },
  { skuId: F1, partNumber: "FRONTLINE", enabled: 12_000, consumed: 1 },
  { skuId: FREE, partNumber: "FLOW_FREE", enabled: 10_000, consumed: 1 },
  { skuId: COMPANY, partNumber: "COMPANY_WIDE", enabled: 1, consumed: 0, company: true },
];

export interface World {
  readonly database: Database;
  readonly questions: Questions;
  readonly alpha: SeedTenant;
  readonly beta: SeedTenant;
  readonly gamma: SeedTenant;
  readonly close: () => Promise<void>;
}

/** Alpha and Beta have 1 to 4 March; Gamma lacks the 3rd, on which its import failed, and holds the 4th. */
export async function createWorld(create: () => Promise<FreshDatabase>): Promise<World> {
  const fresh = await create();
  const database = await openDatabase(fresh.url);
  await migrate(database);
  const alpha = new SeedTenant(database, ALPHA, "Alpha");
  const beta = new SeedTenant(database, BETA, "Beta");
  const gamma = new SeedTenant(database, GAMMA, "Gamma");
  for (const tenant of [alpha, beta, gamma]) await tenant.create("2026-03-01");
  for (const date of ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"]) {
    await alpha.seal(alphaDay(date));
    await beta.seal({ day: date, users: [user(ANNA, "IT", [E5, HELD_ONLY])], skus: SKUS.slice(0, 1) });
    if (date === "2026-03-03") await gamma.run(date, "FAILED", "CONSENT_MISSING");
    else if (date === "2026-03-04") await gamma.hold({ day: date, users: [], skus: [] });
    else await gamma.seal({ day: date, users: [user(ANNA, "Sales", [F1]), user(BEN, null, [E5])], skus: SKUS });
  }
  const calendar = { now: () => new Date("2026-03-04T12:00:00Z") };
  const questions = createQuestions({ store: createReadStore(database), calendar, freeSkus: freeSkus() });
  const close = async () => {
    await database.close();
    await fresh.drop();
  };
  return { database, questions, alpha, beta, gamma, close };
}

/** Ben leaves on the 3rd; Cara, his manager's report, loses F1 on the 2nd and has it again on the 4th. */
function alphaDay(date: string): SeedDay {
  const anna = { ...user(ANNA, "Sales", [E5, F1, FREE]), managerId: CARA };
  const ben = { ...user(BEN, "IT", [E5]), managerId: guid(999) };
  const cara = user(CARA, date < "2026-03-03" ? null : "IT", date === "2026-03-02" ? [COMPANY] : [F1, COMPANY]);
  return { day: date, users: date < "2026-03-03" ? [anna, ben, cara] : [anna, cara], skus: SKUS };
}

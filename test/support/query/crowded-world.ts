import { createQuestions } from "../../../src/query/create-questions.js";
import type { QueryDeps } from "../../../src/query/query-deps.js";
import type { Questions } from "../../../src/query/questions.js";
import type { Guid } from "../../../src/model/guid.js";
import { guidToBinary } from "../../../src/store/binary.js";
import { migrate, openDatabase } from "../../../src/store/data-source.js";
import type { Database } from "../../../src/store/database.js";
import { insertRows, OPEN_SEQ } from "../../../src/store/dialect.js";
import { createReadStore, type ReadStore } from "../../../src/store/read/read-store.js";
import type { FreshDatabase } from "../databases/test-database.js";

/** People of the crowded tenant: each but the first reports to the one before. */
export const PEOPLE = 20_003;
/** The first of them hold every SKU, and live in a city each. */
export const HOLDERS = 1_000;
export const SKUS = 101;
/** Departments; of each the stored counts know the first two SKUs. */
export const DEPARTMENTS = 3;
/** People in a Greek city, whose name no plain replacement folds. */
export const IN_GREECE = 5_001;
/** Tenants in which nothing was ever imported; of the last of them something is expected. */
export const IDLE = 1_819;
export const EXPECTED = 200;
/** The day on which everybody is there; on the day before nobody was. */
export const CROWDED_DAY = "2026-03-02";

export const tenantId = (n: number): Guid => numbered(1, n);
export const personId = (n: number): Guid => numbered(2, n);
export const skuId = (n: number): Guid => numbered(3, n);

/** A tenant of thousands, and thousands of tenants; rows are written straight into the tables. */
export interface CrowdedWorld {
  readonly store: ReadStore;
  ask(deps?: Partial<QueryDeps>): Questions;
  close(): Promise<void>;
}

/** Fills a database. Tenant 1 is the crowded one, the others are idle. */
export async function createCrowdedWorld(create: () => Promise<FreshDatabase>): Promise<CrowdedWorld> {
  const fresh = await create();
  const database = await openDatabase(fresh.url);
  await migrate(database);
  const life = {
    complete_seq: 0,
    next_seq: 3,
    next_user_no: 1,
    content_epoch: 0,
    lease_until: 0,
    fence: 0,
    write_no: 0,
  };
  const idle = count(IDLE + 1).map((n) => ({
    ...{ ...life, entra_tenant_id: tenantId(n), name: `${n}`, state: "ACTIVE" },
    expected_from: n > IDLE + 1 - EXPECTED ? "2026-03-01" : null,
  }));
  await write(database, "tenant", idle);
  await write(
    database,
    "sku",
    count(SKUS).map((n) => ({ sku_id: skuId(n), part_number: `SKU_${n}` })),
  );
  await fillTenant(database);
  const store = createReadStore(database);
  const calendar = { now: () => new Date("2026-06-01T12:00:00Z") };
  const close = async () => {
    await database.close();
    await fresh.drop();
  };
  return { store, ask: (deps) => createQuestions({ store, calendar, freeSkus: new Set(), ...deps }), close };
}

async function fillTenant(database: Database): Promise<void> {
  const [tenant] = await database.read((session) =>
    session.rows<{ no: number }>("SELECT tenant_no AS no FROM tenant WHERE entra_tenant_id = ?", [tenantId(1)]),
  );
  const skus = await database.read((session) => session.rows<{ no: number }>("SELECT sku_no AS no FROM sku"));
  const tenant_no = tenant?.no ?? 0;
  const interval = { tenant_no, from_seq: 2, to_seq: OPEN_SEQ };
  const cityOf = (n: number) => (n <= IN_GREECE ? `Σταθμός ${n}` : `Ort ${n}`);
  const people = count(PEOPLE);
  const managerOf = (n: number) => (n === 1 ? null : guidToBinary(personId(n - 1)));
  const person = (n: number) => ({ tenant_no, user_no: n, entra_id: guidToBinary(personId(n)), hash_seq: 2 });
  await write(database, "person", people.map(person));
  const state = (n: number) => ({ ...interval, user_no: n, manager_id: managerOf(n), city: cityOf(n) });
  await write(database, "user_version", people.map(state));
  const license = (user_no: number, sku_no: number) => ({ ...interval, user_no, sku_no, plans_no: 0 });
  const held = people.slice(0, HOLDERS).flatMap((n) => skus.map(({ no }) => license(n, no)));
  await write(database, "license_version", held);
  const departments = count(DEPARTMENTS).map((n) => ({ tenant_no, value_no: n, value_text: `Department ${n}` }));
  const hashed = departments.map((row) => ({ ...row, value_hash: Buffer.alloc(16, row.value_no) }));
  await write(database, "dimension_value", hashed);
  const counts = hashed.flatMap(({ value_no }) =>
    skus
      .slice(0, 2)
      .map(({ no: sku_no }) => ({ ...interval, dimension: 1, block_seq: 0, value_no, sku_no, assignments: 1 })),
  );
  await write(database, "group_count", counts);
  const counted = { fence: 1, sku_count: 0, assignment_count: 0, content_hash: Buffer.alloc(32), checks: "[]" };
  const sealed = { tenant_no, revision: 1, sealed_at: 1, user_count: 0, ...counted };
  await write(database, "snapshot", [
    { ...sealed, day: "2026-03-01", seq: 1 },
    { ...sealed, day: CROWDED_DAY, seq: 2 },
  ]);
}

async function write(database: Database, table: string, rows: readonly Readonly<Record<string, unknown>>[]) {
  const columns = Object.keys(rows[0] ?? {});
  await database.transaction(async (session) => {
    for (let start = 0; start < rows.length; start += 1_000) {
      const chunk = rows.slice(start, start + 1_000);
      await session.run(
        insertRows(table, columns, chunk.length),
        chunk.flatMap((row) => Object.values(row)),
      );
    }
  });
}

/** 1 to `n`. */
export function count(n: number): number[] {
  return Array.from({ length: n }, (_, index) => index + 1);
}

function numbered(kind: number, n: number): Guid {
  return `0000000${kind}-0000-4000-8000-${String(n).padStart(12, "0")}` as Guid;
}

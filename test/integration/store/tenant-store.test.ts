import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { parseGuid } from "../../../src/model/guid.js";
import { parseSnapshotDate, type SnapshotDate } from "../../../src/model/snapshot-date.js";
import type { Customer } from "../../../src/model/tenant.js";
import type { Database } from "../../../src/store/database.js";
import { TenantStore } from "../../../src/store/write/tenant-store.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { type OpenedDatabase, openMigrated } from "./opened-database.js";

const MONDAY = parseSnapshotDate("day", "2026-03-02");
const TUESDAY = parseSnapshotDate("day", "2026-03-03");

function customer(number: number, name = `Customer ${number}`): Customer {
  const tenantId = parseGuid("id", `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`);
  return { tenantId, name, defaultDomain: `customer${number}.example` };
}

describeEachDatabase("the tenant store", (create) => {
  let opened: OpenedDatabase;
  let database: Database;
  let store: TenantStore;

  beforeAll(async () => {
    opened = await openMigrated(create);
    database = opened.database;
    store = new TenantStore(database);
  });

  beforeEach(async () => {
    for (const table of ["tenant", "snapshot"]) {
      await database.transaction((session) => session.run(`DELETE FROM ${table}`));
    }
  });

  afterAll(() => opened.close());

  async function tenants() {
    return database.read((session) =>
      session.rows(
        "SELECT entra_tenant_id AS id, name, state, expected_from, expected_to, content_epoch AS epoch FROM tenant ORDER BY 1",
      ),
    );
  }

  async function sealDay(day: SnapshotDate): Promise<void> {
    await database.transaction((session) =>
      session.run(
        `INSERT INTO snapshot (tenant_no, day, revision, seq, fence, sealed_at, user_count, sku_count, assignment_count,
           content_hash, checks) SELECT tenant_no, ?, 1, 1, 1, 1, 1, 1, 1, ?, '[]' FROM tenant`,
        [day, Buffer.alloc(32)],
      ),
    );
  }

  it("adds customers, expected from today on", async () => {
    expect(await store.sync([customer(1), customer(2)], MONDAY)).toEqual({ added: 2, renamed: 0, gone: 0, total: 2 });

    expect(await tenants()).toMatchObject([
      { name: "Customer 1", state: "ACTIVE", expected_from: MONDAY, expected_to: null },
      { name: "Customer 2", state: "ACTIVE", expected_from: MONDAY, expected_to: null },
    ]);
    expect(await store.active()).toEqual([customer(1).tenantId, customer(2).tenantId]);
  });

  it("changes nothing the second time", async () => {
    await store.sync([customer(1)], MONDAY);
    const before = await tenants();

    expect(await store.sync([customer(1)], TUESDAY)).toEqual({ added: 0, renamed: 0, gone: 0, total: 1 });
    expect(await tenants()).toEqual(before);
  });

  it("renames, also where only a trailing space differs, and lets the epoch grow", async () => {
    await store.sync([customer(1, "Contoso")], MONDAY);

    expect(await store.sync([customer(1, "Contoso ")], TUESDAY)).toMatchObject({ renamed: 1 });
    expect(await tenants()).toMatchObject([{ name: "Contoso ", epoch: 1, expected_from: MONDAY }]);
  });

  it("marks who left the list as gone, and keeps their days", async () => {
    await store.sync([customer(1), customer(2)], MONDAY);
    await sealDay(MONDAY);

    expect(await store.sync([customer(2)], TUESDAY)).toEqual({ added: 0, renamed: 0, gone: 1, total: 1 });

    expect(await tenants()).toMatchObject([{ state: "GONE", expected_to: TUESDAY }, { state: "ACTIVE" }]);
    expect(await store.active()).toEqual([customer(2).tenantId]);
    expect(await database.read((session) => session.rows("SELECT day FROM snapshot"))).toHaveLength(2);
  });

  it("expects who came back again, as the same tenant", async () => {
    await store.sync([customer(1), customer(2)], MONDAY);
    await store.sync([customer(2)], MONDAY);

    expect(await store.sync([customer(1), customer(2)], TUESDAY)).toMatchObject({ added: 0 });
    expect(await tenants()).toMatchObject([{ state: "ACTIVE", expected_to: null }, { state: "ACTIVE" }]);
  });

  it("does not believe an empty list", async () => {
    await store.sync([customer(1)], MONDAY);

    await expect(store.sync([], TUESDAY)).rejects.toMatchObject({ code: "PARTNER_UNAVAILABLE" });
    expect(await store.active()).toEqual([customer(1).tenantId]);
  });

  it("counts a customer once who stands on two pages of the list", async () => {
    const twice = [customer(1), customer(2), customer(1)];

    expect(await store.sync(twice, MONDAY)).toEqual({ added: 2, renamed: 0, gone: 0, total: 2 });
    expect(await store.sync(twice, TUESDAY)).toEqual({ added: 0, renamed: 0, gone: 0, total: 2 });
  });

  it("adds each customer once when two syncs run at the same time", async () => {
    const list = Array.from({ length: 20 }, (_, index) => customer(index + 1));
    const other = new TenantStore(opened.another);

    const [one, two] = await Promise.all([store.sync(list, MONDAY), other.sync([...list].reverse(), MONDAY)]);

    expect((one?.added ?? 0) + (two?.added ?? 0)).toBe(20);
    expect(await tenants()).toHaveLength(20);
  });
});

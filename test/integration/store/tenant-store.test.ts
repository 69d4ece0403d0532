import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { parseGuid } from "../../../src/model/guid.js";
import { parseSnapshotDate, type SnapshotDate } from "../../../src/model/snapshot-date.js";
import type { Customer } from "../../../src/model/tenant.js";
import type { Database } from "../../../src/store/database.js";
import { createReadStore } from "../../../src/store/read/read-store.js";
import { CustomerListStore } from "../../../src/store/write/customer-list-store.js";
import { OperatorActions } from "../../../src/store/write/operator-actions.js";
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
    for (const table of ["tenant", "snapshot", "customer_list", "operator_action"]) {
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
    expect(await store.sync([customer(1), customer(2)], MONDAY)).toEqual({
      added: 2,
      renamed: 0,
      gone: 0,
      total: 2,
      held: null,
    });

    expect(await tenants()).toMatchObject([
      { name: "Customer 1", state: "ACTIVE", expected_from: MONDAY, expected_to: null },
      { name: "Customer 2", state: "ACTIVE", expected_from: MONDAY, expected_to: null },
    ]);
    expect(await store.active()).toEqual([customer(1).tenantId, customer(2).tenantId]);
  });

  it("changes nothing the second time", async () => {
    await store.sync([customer(1)], MONDAY);
    const before = await tenants();

    expect(await store.sync([customer(1)], TUESDAY)).toEqual({ added: 0, renamed: 0, gone: 0, total: 1, held: null });
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

    expect(await store.sync([customer(2)], TUESDAY)).toEqual({ added: 0, renamed: 0, gone: 1, total: 1, held: null });

    expect(await tenants()).toMatchObject([{ state: "GONE", expected_to: MONDAY }, { state: "ACTIVE" }]);
    expect(await store.active()).toEqual([customer(2).tenantId]);
    expect(await database.read((session) => session.rows("SELECT day FROM snapshot"))).toHaveLength(2);
  });

  it("expects the last day of who is gone when it is there already", async () => {
    await store.sync([customer(1), customer(2)], MONDAY);
    await sealDay(TUESDAY);

    await store.sync([customer(2)], TUESDAY);

    expect(await tenants()).toMatchObject([{ state: "GONE", expected_to: TUESDAY }, { state: "ACTIVE" }]);
  });

  it("does not believe a list that lost half of four tenants, takes over what is new, and keeps nobody from coming back", async () => {
    const [one, two, three, four, five] = [1, 2, 3, 4, 5].map((no) => customer(no)) as [
      Customer,
      Customer,
      Customer,
      Customer,
      Customer,
    ];
    await store.sync([one, two, three, four], MONDAY);

    const result = await store.sync([one, { ...two, name: "Renamed" }, five], TUESDAY);

    const missing = [three.tenantId, four.tenantId];
    expect(result).toEqual({ added: 1, renamed: 1, gone: 0, total: 3, held: { active: 4, missing } });
    expect((await tenants()).map((row) => row["state"])).toEqual(Array(5).fill("ACTIVE"));
    expect(await store.sync([one, two, three, four, five], TUESDAY)).toMatchObject({ gone: 0, held: null });
  });

  it("holds a list of as many others too, and believes one that lost less than half, or is small", async () => {
    const all = [1, 2, 3, 4].map((no) => customer(no));
    await store.sync(all, MONDAY);
    expect(
      (
        await store.sync(
          [5, 6, 7, 8].map((no) => customer(no)),
          TUESDAY,
        )
      ).held?.missing,
    ).toHaveLength(4);

    const others = [5, 6, 7, 8].map((no) => customer(no));
    expect(await store.sync([...all.slice(0, 1), ...others], TUESDAY)).toMatchObject({ gone: 3, held: null });
  });

  it("believes a list that shrank when an operator says so, and that is on record", async () => {
    await store.sync(
      [1, 2, 3, 4].map((no) => customer(no)),
      MONDAY,
    );

    const result = await store.sync([customer(1)], TUESDAY, { kind: "accept", actor: "Anna" });

    expect(result).toMatchObject({ gone: 3, held: null });
    expect(await new OperatorActions(database).list(10)).toMatchObject([
      { actor: "Anna", action: "CUSTOMERS_GONE_ACCEPTED", tenantId: null, day: null, detail: "3 of 4 active tenants" },
    ]);
  });

  it("keeps a held list until one is taken over, with the time it was first held", async () => {
    const lists = new CustomerListStore(database, "partner/app");
    const held = { active: 4, missing: [customer(3).tenantId, customer(4).tenantId] };
    expect([await lists.syncedOn(), await lists.held()]).toEqual([null, null]);

    await lists.record(MONDAY, held);
    const first = await lists.held();
    await lists.record(TUESDAY, { ...held, active: 5 });

    expect(await lists.held()).toEqual({ ...held, active: 5, since: first?.since });
    expect(await lists.syncedOn()).toBe(TUESDAY);
    await lists.record(TUESDAY, null);
    expect(await lists.held()).toBeNull();
  });

  it("expects who came back again, as the same tenant", async () => {
    await store.sync([customer(1), customer(2)], MONDAY);
    await store.sync([customer(2)], MONDAY);

    expect(await store.sync([customer(1), customer(2)], TUESDAY)).toMatchObject({ added: 0 });
    expect(await tenants()).toMatchObject([{ state: "ACTIVE", expected_to: null }, { state: "ACTIVE" }]);
  });

  it("expects nothing of the time in which somebody was away, however often", async () => {
    const list = (here: boolean, day: string) =>
      store.sync(here ? [customer(1), customer(2)] : [customer(2)], day as SnapshotDate);
    await list(true, "2026-03-02");
    await list(false, "2026-03-05"); // last expected on the 4th
    await list(true, "2026-03-08");
    await list(true, "2026-03-09");
    await list(false, "2026-03-10");
    await list(true, "2026-03-10"); // back on the same day
    await list(false, "2026-03-20");
    await list(true, "2026-03-25");

    const [first, other] = await createReadStore(database).read((reads) => reads.tenants.all());
    expect(first).toMatchObject({ expectedFrom: "2026-03-02", expectedTo: null });
    expect(first?.absences).toEqual([
      ["2026-03-05", "2026-03-07"],
      ["2026-03-20", "2026-03-24"],
    ]);
    expect(other?.absences).toEqual([]);
  });

  it("does not believe an empty list", async () => {
    await store.sync([customer(1)], MONDAY);

    await expect(store.sync([], TUESDAY)).rejects.toMatchObject({ code: "PARTNER_UNAVAILABLE" });
    expect(await store.active()).toEqual([customer(1).tenantId]);
  });

  it("counts a customer once who stands on two pages of the list", async () => {
    const twice = [customer(1), customer(2), customer(1)];

    expect(await store.sync(twice, MONDAY)).toEqual({ added: 2, renamed: 0, gone: 0, total: 2, held: null });
    expect(await store.sync(twice, TUESDAY)).toEqual({ added: 0, renamed: 0, gone: 0, total: 2, held: null });
  });

  it("adds each customer once when two syncs run at the same time", async () => {
    const list = Array.from({ length: 20 }, (_, index) => customer(index + 1));
    const other = new TenantStore(opened.another);

    const [one, two] = await Promise.all([store.sync(list, MONDAY), other.sync([...list].reverse(), MONDAY)]);

    expect((one?.added ?? 0) + (two?.added ?? 0)).toBe(20);
    expect(await tenants()).toHaveLength(20);
  });
});

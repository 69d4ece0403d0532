import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Simulator, startSimulator, tenantsOfSizes } from "../../../simulator/simulator.js";
import { loadConfig } from "../../../src/config.js";
import type { SnapshotDate } from "../../../src/model/snapshot-date.js";
import { ALL_TENANTS, type TenantId } from "../../../src/model/tenant.js";
import { type Base, openBase } from "../../../src/wiring/base.js";
import { createImporter } from "../../../src/wiring/importing.js";
import { testDatabaseUrls } from "../../support/databases/test-database.js";
import {
  addTenant,
  importDay,
  openWorkbench,
  type Workbench,
  writerOf,
} from "../../support/import/import-workbench.js";
import { Random } from "../../support/naive/random.js";
import { randomDirectory } from "../../support/naive/random-directory.js";
import { environmentOf } from "../../support/simulator-environment.js";

const TODAY = "2026-03-04" as SnapshotDate;
const SIZES = [12, 9];
const PEOPLE_OF_SECOND = 7;

/** The same database, with a node before it in the list that refuses connections. */
function behindRefusing(url: string): string {
  return url.replace("@", "@127.0.0.1:1,");
}

async function sealedOn({ database }: Workbench): Promise<string[]> {
  const sql = "SELECT t.entra_tenant_id AS id FROM snapshot s JOIN tenant t ON t.tenant_no = s.tenant_no ORDER BY id";
  return (await database.read((session) => session.rows<{ id: string }>(sql))).map(({ id }) => id);
}

async function tenantsOf({ questions }: Base): Promise<string[]> {
  const { nodes } = await questions.tenants(ALL_TENANTS, { first: 10, after: null });
  return nodes.map(({ tenantId }) => tenantId).sort();
}

async function peopleOf({ questions }: Base, tenantId: TenantId): Promise<number | null> {
  const input = { at: TODAY, tenantIds: [tenantId], first: 1, after: null };
  return (await questions.users(ALL_TENANTS, input, { licenses: false, totalCount: true })).totalCount;
}

const servers = testDatabaseUrls().filter(({ name }) => name !== "embedded");
if (servers.length === 0) it.todo("settings that name several nodes: no server");

/** Two databases that hold different tenants, so that it is seen which of them was asked: no replica would be like that. */
for (const { name, create } of servers)
  describe(`a gateway whose settings name several nodes (${name})`, () => {
    let simulator: Simulator;
    let environment: Record<string, string>;
    let customers: string[];
    let first: Workbench;
    let second: Workbench;
    let ofSecond: TenantId;

    beforeAll(async () => {
      simulator = await startSimulator({ tenants: tenantsOfSizes(SIZES, 3), firstDay: "2026-01-01" });
      simulator.setToday(TODAY);
      customers = simulator.tenants.map(({ tenantId }) => tenantId).sort();
      [first, second] = [await openWorkbench(create), await openWorkbench(create)];
      environment = { ...environmentOf(simulator, first.url), CLOCK: `${TODAY}T06:00:00Z` };
      const snapshots = writerOf(second.database);
      ({ tenantId: ofSecond } = await addTenant(second.database));
      await importDay({
        snapshots,
        tenantId: ofSecond,
        day: TODAY,
        copy: randomDirectory(new Random(1), PEOPLE_OF_SECOND),
      });
    });
    afterAll(async () => {
      await Promise.all([first.close(), second.close()]);
      await simulator.close();
    });

    async function onGateway(settings: Record<string, string>, work: (base: Base) => Promise<void>): Promise<void> {
      const base = await openBase(loadConfig({ ...environment, ...settings }));
      await work(base).finally(() => base.database.close());
    }

    it("imports into DATABASE_URL alone, and answers from DATABASE_READ_URL", () =>
      onGateway({ DATABASE_READ_URL: second.url }, async (base) => {
        const importer = createImporter(base);
        await importer.keepRefreshToken(simulator.issueRefreshToken());
        await importer.syncTenants();
        for (const tenantId of await importer.activeTenants()) await importer.importToday(tenantId);

        expect(await sealedOn(first)).toEqual(customers);
        expect(await sealedOn(second)).toEqual([ofSecond]);
        expect(await tenantsOf(base)).toEqual([ofSecond]);
        expect(await peopleOf(base, ofSecond)).toBe(PEOPLE_OF_SECOND);
      }));

    it("asks DATABASE_URL about a tenant that DATABASE_READ_URL does not have yet", () =>
      onGateway({ DATABASE_READ_URL: second.url }, async (base) => {
        const tenantId = customers[0] as TenantId;

        expect(await peopleOf(base, tenantId)).toBe([...simulator.usersOf(tenantId, TODAY)].length);
      }));

    it("passes over a node that refuses connections, for writing and for questions", async () => {
      const settings = { DATABASE_URL: behindRefusing(first.url), DATABASE_READ_URL: behindRefusing(second.url) };
      await onGateway(settings, async (base) => {
        expect(await createImporter(base).syncTenants()).toMatchObject({ total: SIZES.length });
        expect(await tenantsOf(base)).toEqual([ofSecond]);
      });
      await onGateway({ DATABASE_URL: behindRefusing(first.url) }, async (base) => {
        expect(await tenantsOf(base)).toEqual(customers);
      });
    });
  });

import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import {
  type Fault,
  type FaultRule,
  type Simulator,
  startSimulator,
  tenantsOfSizes,
} from "../../../simulator/simulator.js";
import { loadConfig } from "../../../src/config.js";
import type { FailureCode } from "../../../src/model/failure.js";
import type { ImportOutcome } from "../../../src/model/import-outcome.js";
import { parseSnapshotDate } from "../../../src/model/snapshot-date.js";
import { ALL_TENANTS, type TenantId } from "../../../src/model/tenant.js";
import { type Base, openBase, prepareSchema } from "../../../src/wiring/base.js";
import { createImporter } from "../../../src/wiring/importing.js";
import { migrate } from "../../../src/store/data-source.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { environmentOf } from "../../support/simulator-environment.js";

/** Two tenants of more than one page; each test reads the first of two days again while Microsoft misbehaves. */
describeEachDatabase("a day that Microsoft spoils", (create) => {
  let simulator: Simulator;
  let base: Base;
  let importer: ReturnType<typeof createImporter>;
  let drop: () => Promise<void>;
  let tenantId: TenantId;

  beforeAll(async () => {
    simulator = await startSimulator({ tenants: tenantsOfSizes([250, 250], 3), firstDay: "2026-01-01" });
    simulator.setToday("2026-03-01");
    const database = await create();
    drop = () => database.drop();
    const config = loadConfig({
      ...environmentOf(simulator, database.url),
      CLOCK: "2026-03-01T06:00:00Z",
    });
    base = await openBase(config);
    await migrate(base.database);
    await prepareSchema(base);
    importer = createImporter(base);
    await importer.keepRefreshToken(simulator.issueRefreshToken());
    await importer.syncTenants();
    [tenantId] = (await importer.activeTenants()) as [TenantId];
    expect(await importer.importToday(tenantId)).toMatchObject({ kind: "sealed", revision: 1 });
  }, 60_000);
  afterEach(() => {
    const unmet = simulator.unmetFaults();
    simulator.clearFaults();
    expect(unmet).toEqual([]);
  });
  afterAll(async () => {
    await base.database.close();
    await simulator.close();
    await drop();
  });

  /** A new importer, which has no access token yet. */
  async function outcomeUnder(fault: Fault, rule: Partial<FaultRule> = {}): Promise<ImportOutcome> {
    simulator.fault({ tenantId, on: "users", fault, ...rule });
    return createImporter(base).importToday(tenantId, { again: "a test" });
  }

  function position() {
    const at = parseSnapshotDate("at", "2026-03-01");
    return base.questions.licenses(ALL_TENANTS, { at, tenantIds: [tenantId], groupBy: [{ by: "SKU" }] });
  }

  const forbidden: Fault = { kind: "graph", status: 403, code: "Authorization_RequestDenied" };
  const always = { times: Infinity };

  it.each<[string, FailureCode, Fault, Partial<FaultRule>]>([
    [
      "a second page that fails for good",
      "MICROSOFT_UNAVAILABLE",
      { kind: "status", status: 503 },
      { from: 2, ...always },
    ],
    ["a 403", "ACCESS_DENIED", forbidden, {}],
    ["page tokens that always expire", "LISTING_UNSTABLE", { kind: "expired-page-token" }, always],
    ["an empty directory", "EMPTY_DIRECTORY", { kind: "empty-directory" }, {}],
    ["HTML with 200", "INVALID_RESPONSE", { kind: "html" }, {}],
    ["pages with nobody, each with another link, for ever", "INVALID_RESPONSE", { kind: "empty-page" }, always],
    [
      "a token of another tenant",
      "WRONG_TENANT_TOKEN",
      { kind: "wrong-tenant-token", tid: "11111111-1111-4111-8111-111111111111" },
      { on: "token" },
    ],
  ])(
    "ends without a smaller snapshot: %s",
    async (_title, reason, fault, rule) => {
      const before = await position();

      const outcome = await outcomeUnder(fault, rule);

      expect(outcome).toMatchObject({ kind: "failed", reason });
      expect(await position()).toEqual(before);
    },
    60_000,
  );

  it("starts the listing again when a page token expires once, and ends with the same day", async () => {
    const outcome = await outcomeUnder({ kind: "expired-page-token" });

    expect(outcome).toMatchObject({ kind: "unchanged", revision: 1 });
  });

  it("counts a person who comes twice once", async () => {
    const outcome = await outcomeUnder({ kind: "repeat-person" });

    expect(outcome).toMatchObject({ kind: "unchanged", revision: 1 });
  });

  it("does not ask a throttled tenant again before the time Microsoft named", async () => {
    const throttled = await outcomeUnder({ kind: "throttle", retryAfter: "1000000" });
    simulator.clearRequests();

    const again = await importer.importToday(tenantId, { again: "a test" });

    expect(throttled).toMatchObject({ kind: "failed", reason: "THROTTLED" });
    expect(again).toMatchObject({ kind: "failed", reason: "THROTTLED" });
    expect(simulator.requests()).toEqual([]);
  });

  it("holds a day on which nobody has a license any more", async () => {
    const other = (await importer.activeTenants())[1] as TenantId;
    await importer.importToday(other);
    simulator.fault({ tenantId: other, on: "users", fault: { kind: "no-licenses" } });

    const outcome = await importer.importToday(other, { again: "a test" });

    expect(outcome.kind).toBe("held");
  });
});

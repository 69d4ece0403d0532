import { afterEach, expect, it } from "@jest/globals";
import type { RecordedRequest } from "../../simulator/simulator.js";
import type { Worker } from "../../src/jobs/worker.js";
import { REDEMPTIONS_AT_ONCE } from "../../src/microsoft/partner-check.js";
import { countRun } from "../support/count-run.js";
import { howMany, timeLimit } from "../support/how-many.js";
import { CALM, Night } from "../support/jobs/night.js";
import { describeEachNightPlace } from "../support/jobs/test-job-stores.js";
import { until } from "../support/until.js";

const TENANTS = howMany("PARTNER_TENANTS");
/** For what does not depend on how many there are. */
const FEW = 100;
const WORKERS = 3;
/**
 * Whoever is refused an old token asks with the newest, one of a process for all of them: with the one that was stored when the
 * partner failed, and with the one whose COMMIT was then under way. There cannot be a third, for nobody is granted one any more.
 */
const MORE_OF_A_WORKER = 2;
/** Whoever is refused looks at the partner, once for all lanes of a process. */
const LOOKS_OF_A_WORKER = 1;
/** A lane's first ask is in one of so many places, and no place is free again before everybody is paused. */
const OF_A_WORKER = REDEMPTIONS_AT_ONCE + MORE_OF_A_WORKER + LOOKS_OF_A_WORKER;
/** The bar, whatever the partner's failure is. */
const MOST_FURTHER_CALLS = 50;

const CODES = [
  [700082, "REFRESH_TOKEN_EXPIRED", TENANTS],
  [50173, "REFRESH_TOKEN_EXPIRED", FEW],
  [7000222, "CLIENT_CREDENTIAL_INVALID", FEW],
  [50053, "SERVICE_ACCOUNT_BLOCKED", FEW],
] as const;

describeEachNightPlace("a failure of the partner as a whole", (create, name) => {
  let night: Night;
  let workers: Worker[] = [];

  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.drain(10_000)));
    workers = [];
    await night.close();
  });

  async function open(tenants: number): Promise<void> {
    const sizes = Array<number>(tenants).fill(12);
    night = await Night.open(create, { sizes, simulator: { latencyMs: 20 } });
  }

  async function startWorkers(): Promise<void> {
    workers = Array.from({ length: WORKERS }, () => night.worker({ patience: CALM }));
    for (const worker of workers) await worker.start();
  }

  const pauses = () => night.rows<{ probes: number; since: number }>("SELECT probes, since FROM partner_pause");
  const sealed = async () => (await night.rows("SELECT tenant_no FROM snapshot")).length;
  const allSealed = (count: number) => until(async () => (await sealed()) === count);
  const nobodyImports = () =>
    until(async () => (await night.rows("SELECT tenant_no FROM tenant WHERE lease_until <> 0")).length === 0);

  async function probed(times: number): Promise<void> {
    await until(async () => ((await pauses())[0]?.probes ?? 0) >= times);
  }

  // How a code is read does not depend on the database.
  it.each(name === "embedded" ? CODES : CODES.slice(0, 1))(
    "AADSTS%i on the way blames nobody, pauses all workers, and ends by itself after the repair",
    async (code, reason, tenants) => {
      await open(tenants);
      await night.signIn();
      await night.importer.syncTenants(); // thousands are not taken over before a third of them is done
      const fault = { kind: "aadsts", code } as const;
      night.simulator.fault({ on: "token", from: Math.ceil(tenants / 3), times: Infinity, fault });

      await startWorkers();
      await probed(3);
      await nobodyImports();
      const sealedBefore = await sealed();
      const asksOfPartner = ({ tenantId }: RecordedRequest) => tenantId === night.simulator.partnerTenantId;
      const refused = night.asked("token").filter((request) => request.fault === "aadsts");
      const granted = night.asked("token").filter(({ status }) => status === 200);
      const { probes, since } = (await pauses())[0] ?? { probes: 0, since: 0 };

      expect(await night.states()).toEqual({ PRESENT: sealedBefore, PENDING: tenants - sealedBefore });
      expect(sealedBefore).toBe(granted.filter((request) => !asksOfPartner(request)).length);
      // What was in flight when the partner failed cannot be called back: its places bound it, not the number of tenants.
      const atPartner = refused.filter(asksOfPartner).length;
      expect(refused.length - atPartner).toBeLessThanOrEqual(WORKERS * (REDEMPTIONS_AT_ONCE + MORE_OF_A_WORKER));
      expect(refused.length - probes).toBeLessThanOrEqual(WORKERS * OF_A_WORKER);
      expect(WORKERS * OF_A_WORKER).toBeLessThanOrEqual(MOST_FURTHER_CALLS);
      expect(atPartner).toBeGreaterThanOrEqual(3);
      expect(await night.alerts()).toEqual([{ kind: "partner-paused", code: reason, cleared_at: null }]);
      expect(await night.rows("SELECT DISTINCT state FROM import_run WHERE state NOT IN ('SEALED', 'PAUSED')")).toEqual(
        [],
      );

      countRun(`ms from AADSTS${code} on the way to the pause (bar 30,000) (${name})`, since - (refused[0]?.at ?? 0));

      expect(night.asked("users")).toHaveLength(sealedBefore);
      night.simulator.clearRequests();
      night.simulator.clearFaults();
      await allSealed(tenants);

      expect(await pauses()).toEqual([]);
      expect(night.asked("users")).toHaveLength(tenants - sealedBefore);
      expect(await night.alerts()).toEqual([{ kind: "partner-paused", code: reason, cleared_at: expect.any(Number) }]);
    },
    timeLimit(120_000),
  );

  it("pauses before the first sign-in without asking anybody, and ends with the sign-in", async () => {
    await open(3);
    await startWorkers();
    await probed(2);
    expect(await night.alerts()).toMatchObject([{ kind: "partner-paused", code: "NOT_SIGNED_IN" }]);
    expect(await night.base.metrics.text()).toContain("\nsnapshot_gateway_partner_paused 1\n");
    expect(night.simulator.requests()).toEqual([]);

    await night.signIn();
    await night.importer.probeSoon();

    await allSealed(3);
    expect(await night.alerts()).toMatchObject([{ cleared_at: expect.any(Number) }]);
  });

  it("pauses when the partner's own tenant asks for MFA", async () => {
    await open(3);
    await night.signIn();
    const tenantId = night.simulator.partnerTenantId;
    night.simulator.fault({ tenantId, on: "token", times: Infinity, fault: { kind: "aadsts", code: 50076 } });

    await startWorkers();
    await probed(1);
    expect(await night.alerts()).toMatchObject([{ kind: "partner-paused", code: "MFA_REQUIRED", cleared_at: null }]);

    night.simulator.clearFaults();
    await allSealed(3);
  });

  it("cannot be made by one tenant alone", async () => {
    await open(6);
    await night.signIn();
    const tenantId = night.simulator.tenants[2]?.tenantId ?? "";
    night.simulator.fault({ tenantId, on: "token", times: Infinity, fault: { kind: "aadsts", code: 700082 } });

    await startWorkers();
    await allSealed(5);
    await until(async () => (await night.rows("SELECT seq FROM import_run WHERE state = 'FAILED'")).length === 3);
    await night.planned(4);

    expect(await night.states()).toEqual({ PRESENT: 5, "FAILED ACCESS_DENIED": 1 });
    expect(await night.alerts()).toEqual([]);
    expect(await night.rows("SELECT seq FROM import_run WHERE state = 'FAILED'")).toHaveLength(3);
  });
});

import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { type Simulator, startSimulator, tenantsOfSizes } from "../../../simulator/simulator.js";
import { type Config, loadConfig } from "../../../src/config.js";
import type { TenantId } from "../../../src/model/tenant.js";
import { migrate } from "../../../src/store/data-source.js";
import { type Base, openBase } from "../../../src/wiring/base.js";
import { createImporter } from "../../../src/wiring/importing.js";
import { startServer } from "../../../src/wiring/serving.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { environmentOf } from "../../support/simulator-environment.js";
import { postGraphql } from "../../support/post-graphql.js";
import { until } from "../../support/until.js";

const TODAY = "2026-03-04";

/** Samples of our own metrics in a text of Prometheus', name and labels to value. */
function samplesIn(text: string): Map<string, number> {
  const ours = text.split("\n").filter((line) => line.startsWith("snapshot_gateway_"));
  return new Map(ours.map((line) => [line.slice(17, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]));
}

describeEachDatabase("the metrics of a gateway", (create) => {
  let simulator: Simulator;
  let base: Base;
  let server: { url: string; stop(): Promise<void> };
  let drop: () => Promise<void>;
  let tenants: TenantId[];
  let config: Config;

  beforeAll(async () => {
    simulator = await startSimulator({ tenants: tenantsOfSizes([120, 40, 30], 3), firstDay: "2026-01-01" });
    simulator.setToday(TODAY);
    const database = await create();
    drop = () => database.drop();
    config = loadConfig({
      ...environmentOf(simulator, database.url),
      ...{ PORT: "0", CLOCK: `${TODAY}T06:00:00Z` },
    });
    base = await openBase(config);
    await migrate(base.database);
    const importer = createImporter(base);
    await importer.keepRefreshToken(simulator.issueRefreshToken());
    await importer.syncTenants();
    tenants = await importer.activeTenants();
    const [good, blocked, throttled] = tenants as [TenantId, TenantId, TenantId];
    simulator.fault({ on: "token", tenantId: blocked, fault: { kind: "aadsts", code: 53003 } });
    simulator.fault({ on: "users", tenantId: good, fault: { kind: "status", status: 503 } });
    simulator.fault({ on: "subscribedSkus", tenantId: good, fault: { kind: "throttle", retryAfter: "1" } });
    simulator.fault({ on: "users", tenantId: throttled, fault: { kind: "throttle", retryAfter: "1000000" } });
    for (const tenantId of [good, blocked, throttled]) await importer.importToday(tenantId);
    await importer.importToday(good);
    server = await startServer(base);
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    await simulator.close();
    await drop();
  });

  const scrape = async (url: string) => samplesIn(await (await fetch(`${url}/metrics`)).text());
  const ask = (query: string) => postGraphql(server, { query });

  it("tell how every import ended", async () => {
    const found = await scrape(server.url);

    const runs = [...found].filter(([name]) => name.startsWith("import_runs_total"));
    expect(new Map(runs)).toEqual(
      new Map([
        ['import_runs_total{outcome="sealed",reason=""}', 1],
        ['import_runs_total{outcome="already-sealed",reason=""}', 1],
        ['import_runs_total{outcome="failed",reason="BLOCKED_BY_CONDITIONAL_ACCESS"}', 1],
        ['import_runs_total{outcome="failed",reason="THROTTLED"}', 1],
      ]),
    );
    expect(found.get("import_users_total")).toBe([...simulator.usersOf(tenants[0]!, TODAY)].length);
    expect(found.get('import_duration_seconds_count{outcome="sealed"}')).toBe(1);
  });

  it("count what was sent again, and the waits that Microsoft asked for", async () => {
    const found = await scrape(server.url);

    expect(simulator.unmetFaults()).toEqual([]);
    // The good tenant's 503 and 429; nobody comes back after a wait of days.
    expect(found.get("import_retries_total")).toBe(2);
    expect(found.get('microsoft_waits_total{service="graph",scope="tenant"}')).toBe(2);
    expect(found.get('microsoft_wait_seconds_total{service="graph",scope="tenant"}')).toBe(1_000_001);
  });

  it("tell the age of each tenant's last sealed day, the tenants without one too", async () => {
    const found = await scrape(server.url);

    const ages = [...found].filter(([name]) => name.startsWith("snapshot_age_days"));
    expect(new Map(ages)).toEqual(new Map(tenants.map((id, n) => [`snapshot_age_days{tenant_id="${id}"}`, n && 1])));
    expect([found.get('tenants{state="active"}'), found.get("held_days"), found.get("partner_paused")]).toEqual([
      3, 0, 0,
    ]);
    expect(found.get("refresh_token_age_seconds")).toBeLessThan(3_600);
    expect(found.get("database_up")).toBe(1);
  });

  it("count the jobs of the worker inside the process, and tell how many there are", async () => {
    await until(async () => ((await scrape(server.url)).get('jobs_total{name="plan",outcome="succeeded"}') ?? 0) > 0);

    const found = await scrape(server.url);

    expect(found.get('job_duration_seconds_count{name="plan"}')).toBeGreaterThan(0);
    // Every recurring job waits for its next time.
    expect((found.get('jobs{state="queued"}') ?? 0) + (found.get('jobs{state="running"}') ?? 0)).toBeGreaterThanOrEqual(
      5,
    );
  });

  it("count what the API is asked by root field and outcome, never by what a caller wrote", async () => {
    await ask("{ tenants { totalCount } }");
    await ask(
      '{ accesses(tenantId: "00000000-0000-4000-8000-000000000000", from: "2026-03-01", to: "2026-03-04") { totalCount } }',
    );
    await ask("{ Robert_Tables }");
    await fetch(`${server.url}/Robert/Tables`);

    const text = await (await fetch(`${server.url}/metrics`)).text();

    const found = samplesIn(text);
    expect(found.get('graphql_operations_total{root="tenants",outcome="ok"}')).toBe(1);
    expect(found.get('graphql_operations_total{root="accesses",outcome="TENANT_NOT_FOUND"}')).toBe(1);
    expect(found.get('graphql_operations_total{root="none",outcome="GRAPHQL_VALIDATION_FAILED"}')).toBe(1);
    expect(found.get('http_requests_total{kind="other",status="404"}')).toBe(1);
    expect(text).not.toContain("Robert");
  });

  it("have a port of their own where METRICS_PORT says so, with the health checks and nothing else", async () => {
    const other = await openBase({ ...config, metricsPort: 0 });
    const lines: string[] = [];
    const info = (_: string, fields?: Readonly<Record<string, unknown>>) => void lines.push(String(fields?.["url"]));
    const both = await startServer({ ...other, log: { ...other.log, info } });
    const own = new URL(lines.find((url) => url.endsWith("/metrics")) ?? "").origin;

    const status = async (url: string) => (await fetch(url)).status;
    expect(await status(`${own}/metrics`)).toBe(200);
    expect(await Promise.all(["/livez", "/readyz", "/graphql"].map((path) => status(own + path)))).toEqual([
      200, 200, 404,
    ]);
    expect(await status(`${both.url}/metrics`)).toBe(404);
    await both.stop();
  });
});

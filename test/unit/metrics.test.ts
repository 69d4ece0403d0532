import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { createMetrics, type Metrics, type MonitoredState } from "../../src/metrics.js";

const STATE: MonitoredState = {
  snapshotAgeDays: new Map([
    ["tenant-a", 0],
    ["tenant-b", 3],
  ]),
  tenants: { active: 2, gone: 1 },
  heldDays: 4,
  partnerPaused: false,
  refreshTokenAgeSeconds: 86_400,
};

/** The samples of our own metrics, name and labels to value. */
async function samples(metrics: Metrics): Promise<Map<string, number>> {
  const lines = (await metrics.text()).split("\n").filter((line) => line.startsWith("snapshot_gateway_"));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(" ");
      return [line.slice("snapshot_gateway_".length, end), Number(line.slice(end + 1))];
    }),
  );
}

describe("the metrics", () => {
  it("count imports by outcome and reason, with what they read and how long it took", async () => {
    const metrics = createMetrics({ readState: async () => STATE });
    metrics.startImport()({ outcome: "sealed", reason: "", pages: 5, retries: 1, users: 400 });
    metrics.startImport()({ outcome: "failed", reason: "CONSENT_MISSING", pages: 0, retries: 0, users: 0 });

    const found = await samples(metrics);

    expect(found.get('import_runs_total{outcome="sealed",reason=""}')).toBe(1);
    expect(found.get('import_runs_total{outcome="failed",reason="CONSENT_MISSING"}')).toBe(1);
    expect(found.get('import_duration_seconds_count{outcome="sealed"}')).toBe(1);
    expect([found.get("import_pages_total"), found.get("import_users_total")]).toEqual([5, 400]);
  });

  it("count waits, jobs, webhooks, requests and operations", async () => {
    const metrics = createMetrics({ readState: async () => STATE });
    metrics.throttled("graph", "tenant", 1_500);
    metrics.throttled("graph", "tenant", 500);
    metrics.jobEnded("import-tenant", "succeeded", 2_000);
    metrics.httpAnswered("graphql", 200, 12);
    metrics.webhookAttempted({ outcome: "failed", reason: "TIMED_OUT", milliseconds: 500 });
    metrics.graphqlAnswered("users", "ok");
    metrics.watchJobs(async () => ({ queued: 7, running: 2 }));
    metrics.watchClock(async () => -75);

    const found = await samples(metrics);

    expect(found.get('microsoft_wait_seconds_total{service="graph",scope="tenant"}')).toBe(2);
    expect(found.get('jobs_total{name="import-tenant",outcome="succeeded"}')).toBe(1);
    expect(found.get('http_requests_total{kind="graphql",status="200"}')).toBe(1);
    expect(found.get('graphql_operations_total{root="users",outcome="ok"}')).toBe(1);
    expect(found.get('webhook_attempts_total{outcome="failed",reason="TIMED_OUT"}')).toBe(1);
    expect(found.get('webhook_attempt_duration_seconds_sum{outcome="failed"}')).toBe(0.5);
    expect([found.get('jobs{state="queued"}'), found.get('jobs{state="running"}')]).toEqual([7, 2]);
    expect(found.get("clock_ahead_seconds")).toBe(-75);
  });

  it("leave the clock out where nobody compares it, or it cannot be compared", async () => {
    const metrics = createMetrics({ readState: async () => STATE });
    expect((await samples(metrics)).has("clock_ahead_seconds")).toBe(false);
    metrics.watchClock(async () => null);
    expect((await samples(metrics)).has("clock_ahead_seconds")).toBe(false);
  });

  it("tell how old each tenant's last sealed day is, and whether the partner is paused", async () => {
    const found = await samples(createMetrics({ readState: async () => STATE }));

    expect(found.get('snapshot_age_days{tenant_id="tenant-b"}')).toBe(3);
    expect(found.get('tenants{state="active"}')).toBe(2);
    expect([found.get("held_days"), found.get("partner_paused"), found.get("database_up")]).toEqual([4, 0, 1]);
  });

  it("show no old value while the database does not answer", async () => {
    let answers = true;
    const readState = async () => (answers ? STATE : Promise.reject(new Error("gone")));
    const metrics = createMetrics({ readState, stateForMs: -1 });
    await metrics.text();
    answers = false;

    const found = await samples(metrics);

    expect(found.get("database_up")).toBe(0);
    expect([...found.keys()].filter((name) => /^(snapshot_age|tenants|held|partner|refresh)/.test(name))).toEqual([]);
  });

  it("ask the database once for many scrapes, and forget tenants that are gone", async () => {
    let reads = 0;
    const only = { ...STATE, snapshotAgeDays: new Map([["tenant-a", 1]]) };
    const metrics = createMetrics({ readState: async () => (++reads === 1 ? STATE : only), stateForMs: 60_000 });
    const fresh = createMetrics({ readState: async () => (++reads === 2 ? STATE : only), stateForMs: -1 });

    await Promise.all([metrics.text(), metrics.text(), metrics.text()]);
    expect(reads).toBe(1);
    await fresh.text();

    expect([...(await samples(fresh)).keys()].filter((name) => name.startsWith("snapshot_age"))).toEqual([
      'snapshot_age_days{tenant_id="tenant-a"}',
    ]);
  });

  it("tell of the process and its event loop", async () => {
    const text = await createMetrics({ readState: async () => STATE }).text();

    expect(text).toContain("nodejs_eventloop_lag_seconds");
    expect(text).toContain("process_resident_memory_bytes");
  });
});

it("docs/metrics.md describes every metric of ours, with its type and labels, and no other", async () => {
  const metrics = createMetrics({ readState: async () => STATE });
  metrics.startImport()({ outcome: "sealed", reason: "", pages: 1, retries: 0, users: 1 });
  metrics.throttled("graph", "tenant", 1);
  metrics.jobEnded("plan", "succeeded", 1);
  metrics.httpAnswered("graphql", 200, 1);
  metrics.webhookAttempted({ outcome: "delivered", reason: "", milliseconds: 1 });
  metrics.graphqlAnswered("users", "ok");
  metrics.watchJobs(async () => ({ queued: 1, running: 0 }));
  const text = await metrics.text();

  const built = [...text.matchAll(/^# TYPE (snapshot_gateway_\w+) (\w+)$/gm)].map(([, name = "", type = ""]) => {
    const sample = new RegExp(`^${name}(?:_count)?(?:\\{(.*)\\})? `, "m").exec(text)?.[1] ?? "";
    return [name, type, [...sample.matchAll(/(\w+)=/g)].map(([, label]) => `\`${label}\``).join(", ")];
  });

  const rows = readFileSync("docs/metrics.md", "utf8").matchAll(/^\| `(snapshot_\w+)` \| (\w+) \| (.*?) ?\| /gm);
  expect(built.length).toBeGreaterThan(15);
  expect([...rows].map(([, name, type, labels]) => [name, type, labels]).sort()).toEqual(built.sort());
});

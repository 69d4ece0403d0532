import "reflect-metadata";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { SingleBar } from "cli-progress";
import { tenantsOfSizes } from "../simulator/simulator.js";
import { openBenchDatabase } from "./support/bench-database.js";
import { type CloudProcess, startCloud } from "./support/cloud-process.js";
import { idealMs, inOrderMs, type Lanes, type TenantRequests } from "./support/ideal-schedule.js";
import { type Cost, costOf, cpuOf, figure, printTable, writeResult } from "./support/measure.js";
import { type Nights, openNights } from "./support/simulated-nights.js";

const USAGE = `npm run bench:night -- [--tenants 1000] [--latency 150] [--concurrency 24] [--nights 2]
One worker imports many tenants of mixed size from a simulator (in a process of its own) that waits before every answer:
wall time against the shortest that latency allows, CPU of all three processes, RSS of the worker. "ideal" gives the longest
tenants to the lanes first, "in order" as the runs began, for a first night when no size is known. 1 tenant in 100 has 2,000 to 5,000 users,
the others 20 to 100. The first night writes everybody, each night after it 1% changes.`;

const FIRST = Date.UTC(2026, 2, 2);

const dayAt = (night: number) => new Date(FIRST + night * 86_400_000).toISOString().slice(0, 10);

/** Sizes that follow from the number alone. */
function sizes(tenants: number): number[] {
  return Array.from({ length: tenants }, (_, at) =>
    at % 100 === 50 ? 2_000 + ((at * 37) % 3_000) : 20 + ((at * 13) % 80),
  );
}

async function sealed(nights: Nights, day: string): Promise<number> {
  const [row] = await nights.rows<{ days: number }>("SELECT COUNT(*) AS days FROM snapshot WHERE day = ?", [day]);
  return Number(row?.days ?? 0);
}

async function untilSealed(nights: Nights, day: string, tenants: number): Promise<void> {
  const bar = new SingleBar({
    format: `${day} {bar} {value}/{total} tenants, {duration_formatted}`,
    noTTYOutput: false,
  });
  bar.start(tenants, 0);
  for (let done = 0; done < tenants; bar.update(done)) {
    await sleep(200);
    done = await sealed(nights, day);
  }
  bar.stop();
}

/** Requests of each tenant, as the access ledger has them: redemptions, and pages of both listings. */
async function requestsOf(nights: Nights, day: string): Promise<TenantRequests[]> {
  const rows = await nights.rows<{ requests: number; startedAt: number }>(
    "SELECT SUM(requests) AS requests, MIN(started_at) AS startedAt FROM access WHERE day = ? GROUP BY tenant_no",
    [day],
  );
  return rows.map(({ requests, startedAt }) => ({ requests: Number(requests), startedAt: Number(startedAt) }));
}

/** Milliseconds that runs were under way, all together, and from the first one's start to the last one's end. */
async function runsOf(nights: Nights, day: string): Promise<{ inRunsMs: number; spanMs: number }> {
  const [row] = await nights.rows<{ inRuns: number; span: number }>(
    `SELECT SUM(finished_at - started_at) AS inRuns, MAX(finished_at) - MIN(started_at) AS span
     FROM import_run WHERE day = ?`,
    [day],
  );
  return { inRunsMs: Number(row?.inRuns ?? 0), spanMs: Number(row?.span ?? 0) };
}

const { values } = parseArgs({
  options: {
    tenants: { type: "string", default: "1000" },
    latency: { type: "string", default: "150" },
    concurrency: { type: "string", default: "24" },
    nights: { type: "string", default: "2" },
    help: { type: "boolean", default: false },
  },
});

interface Night extends Cost {
  readonly day: string;
  readonly requests: number;
  readonly idealMs: number;
  readonly inOrderMs: number;
  /** From the first run's start to the last one's end: without the planner's poll. */
  readonly spanMs: number;
  /** Of the lanes' time in that span, how much had a run under way. */
  readonly lanesBusy: number;
  /** Of the time of those runs, how much was not latency. */
  readonly ownMsATenant: number;
  readonly cloudCpuMs: number | null;
  readonly peakRssMb: number;
}

async function measureNight(nights: Nights, day: string, setting: Setting, begin: () => Promise<void>): Promise<Night> {
  const { tenants, cloud, lanes } = setting;
  let peak = 0;
  const sampler = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 100);
  const cloudCpu = await cpuOf(cloud.pid);
  const cost = await costOf(setting.serverPid, async () => {
    await begin();
    await Promise.race([untilSealed(nights, day, tenants), cloud.gone]);
  });
  const cloudCpuAfter = await cpuOf(cloud.pid);
  clearInterval(sampler);
  const asked = await requestsOf(nights, day);
  const { inRunsMs, spanMs } = await runsOf(nights, day);
  const requests = asked.reduce((all, each) => all + each.requests, 0);
  return {
    ...{ day, ...cost, requests, spanMs, peakRssMb: peak / 1_000_000 },
    ...{ idealMs: idealMs(asked, lanes), inOrderMs: inOrderMs(asked, lanes) },
    lanesBusy: inRunsMs / (lanes.count * spanMs),
    ownMsATenant: (inRunsMs - requests * lanes.latencyMs) / tenants,
    cloudCpuMs: cloudCpu === null || cloudCpuAfter === null ? null : cloudCpuAfter - cloudCpu,
  };
}

interface Setting {
  readonly serverPid: number | undefined;
  readonly lanes: Lanes;
  readonly tenants: number;
  readonly cloud: CloudProcess;
}

async function measureNights(
  nightCount: number,
  concurrency: number,
  latencyMs: number,
  tenants: number,
): Promise<Night[]> {
  const bench = await openBenchDatabase();
  const cloud = await startCloud({ day: dayAt(0), tenants: tenantsOfSizes(sizes(tenants)), latencyMs });
  const settings = { IMPORT_CONCURRENCY: String(concurrency) };
  const nights = await openNights({
    ...{ cloud: cloud.cloud, refreshToken: cloud.cloud.refreshToken, databaseUrl: bench.url, day: dayAt(0), settings },
  });
  const setting = { serverPid: bench.pid, lanes: { count: concurrency, latencyMs }, tenants, cloud };
  const measured: Night[] = [];
  try {
    for (let night = 0; night < nightCount; night += 1) {
      const day = dayAt(night);
      await cloud.moveTo(day);
      const begin = async () => (night === 0 ? nights.start() : nights.moveTo(day));
      measured.push(await measureNight(nights, day, setting, begin));
    }
  } finally {
    await nights.close();
    cloud.stop();
    await bench.close();
  }
  return measured;
}

const seconds = (ms: number | null) => figure(ms === null ? null : ms / 1_000);
const ROW: Readonly<Record<string, (night: Night) => string>> = {
  night: ({ day }) => day,
  requests: ({ requests }) => figure(requests),
  s: ({ ms }) => seconds(ms),
  "runs, s": ({ spanMs }) => seconds(spanMs),
  "ideal, s": (night) => seconds(night.idealMs),
  "in order, s": (night) => seconds(night.inOrderMs),
  "runs against ideal": (night) => `${figure(night.spanMs / night.idealMs)}x`,
  "against in order": (night) => `${figure(night.spanMs / night.inOrderMs)}x`,
  "lanes busy": ({ lanesBusy }) => `${figure(100 * lanesBusy)}%`,
  "own ms a tenant": ({ ownMsATenant }) => figure(ownMsATenant),
  "CPU s: worker": ({ cpuMs }) => seconds(cpuMs),
  server: ({ serverCpuMs }) => seconds(serverCpuMs),
  simulator: ({ cloudCpuMs }) => seconds(cloudCpuMs),
  "peak RSS, MB": ({ peakRssMb }) => figure(peakRssMb),
};

async function main(): Promise<void> {
  if (values.help) return console.log(USAGE);
  const [tenants, latencyMs, concurrency, count] = [
    values.tenants,
    values.latency,
    values.concurrency,
    values.nights,
  ].map(Number) as [number, number, number, number];
  const nights = await measureNights(count, concurrency, latencyMs, tenants);
  printTable(
    Object.keys(ROW),
    nights.map((night) => Object.values(ROW).map((cell) => cell(night))),
  );
  await writeResult(`night-${tenants}-${latencyMs}-${concurrency}`, { nights });
}

await main();

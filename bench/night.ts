import "reflect-metadata";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { SingleBar } from "cli-progress";
import { tenantsOfSizes } from "../simulator/simulator.js";
import { openBenchDatabase } from "./support/bench-database.js";
import { startCloud } from "./support/cloud-process.js";
import { costOf, figure, printTable, writeResult } from "./support/measure.js";
import { type Nights, openNights } from "./support/simulated-nights.js";

const USAGE = `npm run bench:night -- [--tenants 1000] [--latency 150] [--concurrency 24] [--nights 2]
One worker imports many tenants of mixed size from a simulator (in a process of its own) that waits before every answer:
wall time against the shortest that latency allows, CPU and RSS of the worker. 1 tenant in 100 has 2,000 to 5,000 users,
the others 20 to 100. The first night writes everybody, each night after it 1% changes.`;

const FIRST = Date.UTC(2026, 2, 2);

const dayAt = (night: number) => new Date(FIRST + night * 86_400_000).toISOString().slice(0, 10);

/** Sizes that follow from the number alone. */
function sizes(tenants: number): number[] {
  return Array.from({ length: tenants }, (_, at) =>
    at % 100 === 50 ? 2_000 + ((at * 37) % 3_000) : 20 + ((at * 13) % 80),
  );
}

/**
 * The time that nobody can undercut who asks for a tenant's pages one after another: the requests of each tenant, the longest
 * first, on so many lanes.
 */
function idealMs(requests: readonly number[], lanes: number, latencyMs: number): number {
  const busy = Array<number>(lanes).fill(0);
  for (const count of [...requests].sort((one, other) => other - one)) {
    const least = busy.indexOf(Math.min(...busy));
    busy[least] = (busy[least] ?? 0) + count * latencyMs;
  }
  return Math.max(...busy);
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

/** Requests for each tenant, as the access ledger has them. */
async function requestsOf(nights: Nights, day: string): Promise<number[]> {
  const rows = await nights.rows<{ requests: number }>(
    "SELECT SUM(requests) AS requests FROM access WHERE day = ? GROUP BY tenant_no",
    [day],
  );
  return rows.map(({ requests }) => Number(requests));
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

interface Night {
  readonly day: string;
  readonly ms: number;
  readonly idealMs: number;
  readonly requests: number;
  readonly cpuMs: number;
  readonly serverCpuMs: number | null;
  readonly peakRssMb: number;
}

async function measureNight(
  nights: Nights,
  day: string,
  { serverPid, lanes, latencyMs, tenants, gone, begin }: Setting & { begin: () => Promise<void> },
): Promise<Night> {
  let peak = 0;
  const sampler = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 100);
  const cost = await costOf(serverPid, async () => {
    await begin();
    await Promise.race([untilSealed(nights, day, tenants), gone]);
  });
  clearInterval(sampler);
  const requests = await requestsOf(nights, day);
  const sum = requests.reduce((all, count) => all + count, 0);
  return { day, ...cost, requests: sum, idealMs: idealMs(requests, lanes, latencyMs), peakRssMb: peak / 1_000_000 };
}

interface Setting {
  readonly serverPid: number | undefined;
  readonly lanes: number;
  readonly latencyMs: number;
  readonly tenants: number;
  /** Rejects where the simulator has ended. */
  readonly gone: Promise<never>;
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
  const setting = { serverPid: bench.pid, lanes: concurrency, latencyMs, tenants, gone: cloud.gone };
  const measured: Night[] = [];
  try {
    for (let night = 0; night < nightCount; night += 1) {
      const day = dayAt(night);
      await cloud.moveTo(day);
      const begin = async () => (night === 0 ? nights.start() : nights.moveTo(day));
      measured.push(await measureNight(nights, day, { ...setting, begin }));
    }
  } finally {
    await nights.close();
    cloud.stop();
    await bench.close();
  }
  return measured;
}

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
    [
      "night",
      "requests",
      "s",
      "ideal, s",
      "against ideal",
      "worker's CPU, s",
      "server's CPU, s",
      "worker's peak RSS, MB",
    ],
    nights.map((night) => [
      ...[night.day, figure(night.requests), figure(night.ms / 1_000), figure(night.idealMs / 1_000)],
      ...[`${figure(night.ms / night.idealMs)}x`, figure(night.cpuMs / 1_000)],
      ...[figure(night.serverCpuMs === null ? null : night.serverCpuMs / 1_000), figure(night.peakRssMb)],
    ]),
  );
  await writeResult(`night-${tenants}-${latencyMs}-${concurrency}`, { nights });
}

await main();

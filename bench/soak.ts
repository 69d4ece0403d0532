import "reflect-metadata";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { SingleBar } from "cli-progress";
import { tenantsOfSizes } from "../simulator/simulator.js";
import { openBenchDatabase } from "./support/bench-database.js";
import { startCloud } from "./support/cloud-process.js";
import { figure, printTable, writeResult } from "./support/measure.js";
import { type Nights, openNights } from "./support/simulated-nights.js";

const USAGE = `npm run soak -- [--nights 30] [--tenants 30] [--users 40] [--server]
One worker lives through many nights on the embedded database, or on MySQL with --server, and its job store: the calendar is moved, the timers are real.
Fails when the second half of the nights grows by more than 1 MB of RSS a night, or has more sockets, open files, listeners
or jobs than the first half had (and a few more).`;

/** Idle connections end by the clock, so that their number differs a little from look to look. */
const SPARE = 4;
const MOST_MB_A_NIGHT = 1;
const UNDELIVERED = "webhook_delivery WHERE state <> 'DELIVERED'";

interface Look {
  readonly night: number;
  readonly rssMb: number;
  readonly heapMb: number;
  readonly sockets: number;
  readonly files: number;
  readonly listeners: number;
  readonly jobs: number;
  readonly alerts: number;
  readonly events: number;
  readonly undelivered: number;
}

const dayAt = (night: number) => new Date(Date.UTC(2026, 2, 2 + night)).toISOString().slice(0, 10);

async function count(nights: Nights, from: string): Promise<number> {
  const [row] = await nights.rows<{ many: number }>(`SELECT COUNT(*) AS many FROM ${from}`);
  return Number(row?.many ?? 0);
}

async function look(nights: Nights, night: number): Promise<Look> {
  for (let time = 0; time < 3; time += 1) {
    globalThis.gc?.();
    await sleep(50);
  }
  const { rss, heapUsed } = process.memoryUsage();
  return {
    night: night + 1,
    rssMb: rss / 1_000_000,
    heapMb: heapUsed / 1_000_000,
    sockets: process.getActiveResourcesInfo().filter((kind) => kind === "TCPSocketWrap").length,
    files: await readdir("/proc/self/fd").then(
      (open) => open.length,
      () => 0,
    ),
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
    jobs: await count(nights, "job"),
    alerts: await count(nights, "alert WHERE cleared_at IS NULL"),
    events: await count(nights, "event"),
    undelivered: await count(nights, UNDELIVERED),
  };
}

/** Takes every event. */
async function startReceiver(): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => response.writeHead(204).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

/** Until every tenant's day is sealed, told and delivered; deliveries go out every few seconds. */
async function untilOver(nights: Nights, day: string, tenants: number): Promise<void> {
  const sealed = () => count(nights, `snapshot WHERE day = '${day}'`);
  const told = () => count(nights, `event WHERE event_id LIKE 'snapshot-sealed/%/${day}/%'`);
  while ((await sealed()) < tenants || (await told()) < tenants) await sleep(100);
  while ((await count(nights, UNDELIVERED)) > 0) await sleep(100);
}

/** Least squares: by how much a value grows from night to night. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const weighed = values.reduce((sum, value, at) => sum + (at - middle) * (value - mean), 0);
  return weighed / values.reduce((sum, _value, at) => sum + (at - middle) ** 2, 0);
}

/** What grows without an end; nothing in a good run. */
function complaints(looks: readonly Look[]): string[] {
  const half = Math.floor(looks.length / 2);
  const [first, second] = [looks.slice(0, half), looks.slice(half)];
  const growth = slope(second.map(({ rssMb }) => rssMb));
  const told = [`RSS grows by ${growth.toFixed(2)} MB a night in the second half`];
  console.log(told[0]);
  const most = (of: readonly Look[], what: keyof Look) => Math.max(...of.map((each) => each[what]));
  const counted = ["sockets", "files", "listeners", "jobs", "alerts", "undelivered"] as const;
  return [
    ...(growth > MOST_MB_A_NIGHT ? told : []),
    ...counted
      .filter((what) => most(second, what) > most(first, what) + SPARE)
      .map((what) => `${what}: ${most(first, what)} at most in the first half, ${most(second, what)} in the second`),
  ];
}

const { values } = parseArgs({
  options: {
    nights: { type: "string", default: "30" },
    tenants: { type: "string", default: "30" },
    users: { type: "string", default: "40" },
    server: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

async function openPlace(): Promise<{ url: string; close: () => Promise<void> }> {
  if (values.server) return openBenchDatabase();
  const folder = await mkdtemp(join(tmpdir(), "soak-"));
  return { url: `file:${join(folder, "soak.db")}`, close: () => rm(folder, { recursive: true }) };
}

async function live(nightCount: number, tenants: number, users: number): Promise<Look[]> {
  const place = await openPlace();
  const receiver = await startReceiver();
  const cloud = await startCloud({ day: dayAt(0), tenants: tenantsOfSizes(Array<number>(tenants).fill(users)) });
  const settings = {
    WEBHOOK_URLS: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
    WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 1).toString("base64")}`,
  };
  const { refreshToken } = cloud.cloud;
  const nights = await openNights({
    cloud: cloud.cloud,
    refreshToken,
    databaseUrl: place.url,
    day: dayAt(0),
    settings,
  });
  const bar = new SingleBar({ format: "{bar} night {value} of {total}, {duration_formatted}" });
  const looks: Look[] = [];
  try {
    bar.start(nightCount, 0);
    await nights.start();
    for (let night = 0; night < nightCount; night += 1) {
      await cloud.moveTo(dayAt(night));
      nights.moveTo(dayAt(night));
      await Promise.race([untilOver(nights, dayAt(night), tenants), cloud.gone]);
      looks.push(await look(nights, night));
      bar.increment();
    }
  } finally {
    bar.stop();
    await nights.close();
    cloud.stop();
    receiver.close();
    receiver.closeAllConnections();
    await place.close();
  }
  return looks;
}

async function main(): Promise<void> {
  if (values.help) return console.log(USAGE);
  if (globalThis.gc === undefined) throw new Error("start it with --expose-gc");
  const looks = await live(Number(values.nights), Number(values.tenants), Number(values.users));
  const titles = Object.keys(looks[0] ?? {}) as (keyof Look)[];
  printTable(
    titles.map((title) => title.replace("Mb", ", MB").replace("rss", "RSS")),
    looks.map((each) => titles.map((title) => figure(each[title]))),
  );
  const found = complaints(looks);
  await writeResult(`soak-${looks.length}-${values.tenants}-${values.users}${values.server ? "-server" : ""}`, {
    looks,
    complaints: found,
  });
  for (const complaint of found) console.error(`FAIL ${complaint}`);
  process.exitCode = found.length === 0 ? 0 : 1;
}

await main();

import "reflect-metadata";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { Agent, request } from "undici";
import { importTenant } from "../src/importer/import-tenant.js";
import { SILENT_LOG } from "../src/log.js";
import type { Guid } from "../src/model/guid.js";
import { addDays, type SnapshotDate } from "../src/model/snapshot-date.js";
import { SnapshotWriter } from "../src/store/write/snapshot-writer.js";
import { TenantStore } from "../src/store/write/tenant-store.js";
import { type BenchDatabase, openBenchDatabase } from "./support/bench-database.js";
import { LivingTenant } from "./support/directory.js";
import { figure, median, printTable, writeResult } from "./support/measure.js";
import type { ServerCost } from "./support/serve-child.js";

const USAGE = `bench/serve.ts [--users 10000] [--days 365] [--rounds 5] [--requests 100]
CPU of the server per request, as a ratio to V0 (plain node http, mysql2, hand-written SQL, JSON.stringify), in rounds taken in turn.`;

const TENANT = "00000000-0000-4000-8000-000000000001" as Guid;
const FIRST = "2026-01-01" as SnapshotDate;
const FIELDS = `displayName userPrincipalName mail givenName surname companyName department jobTitle officeLocation city country
  usageLocation userType person { entraId } licenses { sku { skuId } }`;
const users = (first: number) => `{ users(tenantIds: ["${TENANT}"], first: ${first}) { nodes { ${FIELDS} } } }`;
const COUNTS = `{ licenses(tenantIds: ["${TENANT}"], groupBy: [{ by: SKU }]) {
  rows(first: 40, orderBy: PURCHASED_DESC) { nodes { key { label } measures { purchased assigned assignments } } } } }`;
const trend = (to: SnapshotDate) => `{
  licenseTrend(tenantIds: ["${TENANT}"], from: "${FIRST}", to: "${to}", groupBy: [{ by: SKU }], first: 40) {
    series { key { label } columns { dates assignments } } } }`;

interface Path {
  readonly name: string;
  readonly v0: string;
  readonly query: string;
}

/** "cold": nothing kept at all. "miss": no answer, but the columns of sealed days. "kept": the bytes. "304": the caller has them. */
const VARIANTS = ["v0", "cold", "miss", "kept", "304"] as const;
type Variant = (typeof VARIANTS)[number];

const agent = new Agent({ connections: 1, pipelining: 1 });

async function fill(bench: BenchDatabase, size: number, days: number): Promise<SnapshotDate> {
  const tenant = new LivingTenant(size);
  await new TenantStore(bench.database).sync([{ tenantId: TENANT, name: "Bench", defaultDomain: null }], FIRST);
  const settings = { owner: "bench", leaseMs: 60_000, time: () => 0, calendarIsSet: true };
  const snapshots = new SnapshotWriter(bench.database, settings);
  for (let at = 0; at < days; at += 1) {
    if (at > 0) tenant.nextDay(at + 1);
    const day = addDays(FIRST, at);
    const calendar = { now: () => new Date(`${day}T12:00:00Z`) };
    await importTenant(
      { directory: tenant.directory, snapshots, calendar, log: SILENT_LOG },
      { tenantId: TENANT, day },
    );
  }
  return addDays(FIRST, days - 1);
}

/** What a server process says next; an error when it ends in place of that. */
async function messageOf(child: ChildProcess): Promise<unknown> {
  const listening = new AbortController();
  const { signal } = listening;
  const ended = once(child, "exit", { signal }).then(([code]) =>
    Promise.reject(new Error(`a server ended with ${code}`)),
  );
  try {
    return (await Promise.race([once(child, "message", { signal }), ended]))[0];
  } finally {
    ended.catch(() => {});
    listening.abort();
  }
}

type ServerKind = Exclude<Variant, "304">;

class Server {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start(variant: ServerKind, databaseUrl: string, today: string): Promise<Server> {
    const child = fork(new URL("./support/serve-child.ts", import.meta.url), [variant, databaseUrl, today], {
      execArgv: ["--import", "@swc-node/register/esm-register"],
      env: { ...process.env, NODE_ENV: "production" },
    });
    return new Server(child, (await messageOf(child)) as string);
  }

  async measured(work: () => Promise<void>, sampling = false): Promise<ServerCost> {
    await this.tell("start", sampling);
    await work();
    return (await this.tell("stop", sampling)) as ServerCost;
  }

  stop(): void {
    this.child.kill();
  }

  private async tell(kind: "start" | "stop", sampling: boolean): Promise<unknown> {
    this.child.send({ kind, sampling });
    return messageOf(this.child);
  }
}

async function askOnce(server: Server, path: Path, variant: Variant, etag?: string) {
  const body = variant === "v0" ? null : JSON.stringify({ query: path.query });
  const response = await request(variant === "v0" ? server.url + path.v0 : `${server.url}/graphql`, {
    dispatcher: agent,
    method: body === null ? "GET" : "POST",
    headers: { "content-type": "application/json", ...(etag === undefined ? {} : { "if-none-match": etag }) },
    body,
  });
  const text = await response.body.text();
  if (response.statusCode >= 400 || text.includes('"errors"')) throw new Error(`${path.name}: ${text.slice(0, 300)}`);
  if (etag !== undefined && response.statusCode !== 304) throw new Error(`${path.name}: no 304`);
  return { bytes: text.length, etag: response.headers["etag"] as string | undefined };
}

interface Measured {
  readonly path: Path;
  readonly variant: Variant;
  readonly cpuMs: number[];
  bytes: number;
  longestBlockMs: number;
  allocatedBytes: number;
}

const WARM_UP = 60;

/** Lets the compiler see each path before anything is measured: everybody alike. */
async function warmUp(server: Server, { path, variant }: Measured): Promise<void> {
  for (let at = 0; at < WARM_UP; at += 1) await askOnce(server, path, variant);
}

async function round(server: Server, measured: Measured, requests: number): Promise<void> {
  const { path, variant } = measured;
  const { bytes, etag } = await askOnce(server, path, variant);
  const having = variant === "304" ? etag : undefined;
  const all = async (count: number) => {
    for (let at = 0; at < count; at += 1) await askOnce(server, path, variant, having);
  };
  await all(10);
  const cost = await server.measured(() => all(requests));
  const sampled = await server.measured(() => all(20), true);
  measured.bytes = bytes;
  measured.cpuMs.push(cost.cpuMs / requests);
  measured.longestBlockMs = Math.max(measured.longestBlockMs, cost.longestBlockMs);
  measured.allocatedBytes = (sampled.allocatedBytes ?? 0) / 20;
}

function print(measured: readonly Measured[]): void {
  const row = (one: Measured) => {
    const base = measured.find(({ path, variant }) => path === one.path && variant === "v0");
    const cpu = median(one.cpuMs);
    return [
      ...[one.path.name, one.variant, figure(cpu), `${figure(cpu / median(base?.cpuMs ?? []))}x`],
      ...[figure(one.bytes / 1_000), figure(one.allocatedBytes / 1_000), figure(one.longestBlockMs)],
    ];
  };
  const head = ["question", "variant", "CPU, ms", "against V0", "answer, kB", "allocated, kB", "longest block, ms"];
  printTable(head, measured.map(row));
}

async function run(plan: { users: number; days: number; rounds: number; requests: number }): Promise<void> {
  const bench = await openBenchDatabase();
  const servers: Server[] = [];
  try {
    const today = await fill(bench, plan.users, plan.days);
    const paths: Path[] = [
      { name: "users 100", v0: "/users?first=100", query: users(100) },
      { name: "users 200", v0: "/users?first=200", query: users(200) },
      { name: "counts", v0: "/counts", query: COUNTS },
      { name: "series as columns", v0: "/trend", query: trend(today) },
    ];
    const start = (variant: ServerKind) => Server.start(variant, bench.url, today);
    const [v0, cold, miss, kept] = await Promise.all([start("v0"), start("cold"), start("miss"), start("kept")]);
    servers.push(v0, cold, miss, kept);
    const of = { v0, cold, miss, kept, 304: kept };
    const measured = paths.flatMap((path) =>
      VARIANTS.map((variant): Measured => {
        return { path, variant, cpuMs: [], bytes: 0, longestBlockMs: 0, allocatedBytes: 0 };
      }),
    );
    for (const one of measured) await warmUp(of[one.variant], one);
    for (let at = 0; at < plan.rounds; at += 1) {
      for (const one of measured) await round(of[one.variant], one, plan.requests);
    }
    print(measured);
    await writeResult("serve", { ...plan, server: bench.version, measured });
  } finally {
    for (const server of servers) server.stop();
    await bench.close();
    await agent.close();
  }
}

const { values } = parseArgs({
  options: {
    users: { type: "string", default: "10000" },
    days: { type: "string", default: "365" },
    rounds: { type: "string", default: "5" },
    requests: { type: "string", default: "100" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) console.log(USAGE);
else {
  const number = (text: string) => Number(text);
  const { users: size, days, rounds, requests } = values;
  await run({ users: number(size), days: number(days), rounds: number(rounds), requests: number(requests) });
}

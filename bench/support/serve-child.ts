import "reflect-metadata";
import type { HeapProfiler } from "node:inspector";
import { Session } from "node:inspector/promises";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { startHttpServer } from "../../src/http/server.js";
import { SILENT_LOG } from "../../src/log.js";
import { freeSkus } from "../../src/model/free-skus.js";
import { createQuestions } from "../../src/query/create-questions.js";
import { createDataVersions } from "../../src/query/data-version.js";
import { openDatabase } from "../../src/store/data-source.js";
import { createReadMemory, createReadStore } from "../../src/store/read/read-store.js";
import { startV0 } from "./v0-server.js";

/** What a server process says of itself between two messages "start" and "stop". */
export interface ServerCost {
  readonly cpuMs: number;
  readonly longestBlockMs: number;
  readonly allocatedBytes: number | null;
}

const [variant = "", url = "", today = ""] = process.argv.slice(2);

async function startOurs({ cacheBytes = 0, columnBytes = 64_000_000 }): Promise<{ url: string }> {
  const calendar = { now: () => new Date(`${today}T12:00:00Z`) };
  const memory = createReadMemory(columnBytes);
  const versions = createDataVersions(createReadStore(await openDatabase(url), memory), calendar);
  const questions = createQuestions({ store: versions.store, calendar, freeSkus: freeSkus() });
  const address = { host: "127.0.0.1", port: 0, allowUnauthenticated: false };
  const kept = { versions, answerCacheBytes: cacheBytes };
  return startHttpServer({ questions, ready: async () => {}, log: SILENT_LOG, ...kept, ...address });
}

const inspector = new Session();
inspector.connect();
const delay = monitorEventLoopDelay({ resolution: 1 });
let cpu = process.cpuUsage();

async function begin(sampling: boolean): Promise<void> {
  if (sampling) {
    const all = { includeObjectsCollectedByMajorGC: true, includeObjectsCollectedByMinorGC: true };
    await inspector.post("HeapProfiler.startSampling", { samplingInterval: 16_384, ...all });
  }
  delay.reset();
  delay.enable();
  cpu = process.cpuUsage();
}

async function end(sampling: boolean): Promise<ServerCost> {
  const { user, system } = process.cpuUsage(cpu);
  delay.disable();
  const cost = { cpuMs: (user + system) / 1_000, longestBlockMs: delay.max / 1e6 };
  if (!sampling) return { ...cost, allocatedBytes: null };
  const { profile } = await inspector.post("HeapProfiler.stopSampling");
  return { ...cost, allocatedBytes: allocated(profile.head) };
}

function allocated({ selfSize, children }: HeapProfiler.SamplingHeapProfileNode): number {
  return children.reduce((sum, child) => sum + allocated(child), selfSize);
}

type Message = { readonly kind: "start" | "stop"; readonly sampling: boolean };

process.on("message", ({ kind, sampling }: Message) => {
  const done = kind === "start" ? begin(sampling) : end(sampling);
  void done.then((cost) => process.send?.(cost ?? null));
});

const ours = { cold: { columnBytes: 0 }, miss: {}, kept: { cacheBytes: 64_000_000 } };
const server = variant === "v0" ? await startV0(url) : await startOurs(ours[variant as keyof typeof ours]);
process.send?.(server.url);

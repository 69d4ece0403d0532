import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { countRun } from "../support/count-run.js";
import { describeEachDatabase, testDatabaseUrls } from "../support/databases/test-database.js";
import {
  addTenant,
  contentRows,
  importDay,
  openWorkbench,
  type TestTenant,
  type Workbench,
  writerOf,
} from "../support/import/import-workbench.js";
import { howMany } from "../support/how-many.js";
import { KILL_LEASE_MS, killDay, killDays, type KillTask } from "../support/import/kill-task.js";
import type { DayCopy } from "../support/naive/day-copy.js";
import { answersOf } from "../support/naive/naive-tenant.js";

/** A worker in a process of its own that stops, all of it, with a page in hand. */
function startWorker(task: KillTask) {
  const flags = ["--import", "@swc-node/register/esm-register", "test/support/import/kill-child.ts"];
  const child = spawn(process.execPath, [...flags, JSON.stringify(task)], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = once(child, "close");
  return {
    stopped: async () => {
      while (!output.includes("stopped\n")) {
        if (child.exitCode !== null) throw new Error(`the worker did not stop: ${output}`);
        await sleep(50);
      }
    },
    wake: async () => {
      const woken = performance.now();
      child.kill("SIGCONT");
      await ended;
      return { lastWords: output, ms: performance.now() - woken };
    },
    /** Another process wakes it: an embedded database that waits for a lock lets this one do nothing. */
    wokenBehindItsLease: async () => {
      spawn("sh", ["-c", `sleep ${KILL_LEASE_MS / 1_000 + 1}; kill -CONT ${child.pid}`], { stdio: "ignore" });
      await ended;
      return output;
    },
    kill: () => child.kill("SIGKILL"),
  };
}

async function importOnceFree(bench: Workbench, tenant: TestTenant, copy: DayCopy) {
  for (;;) {
    const snapshots = writerOf(bench.database);
    const outcome = await importDay({ snapshots, tenantId: tenant.tenantId, day: killDay(0), copy });
    if (outcome.kind !== "busy") return outcome;
    await sleep(200);
  }
}

/** Each round has two workers that stand still. */
const ROUNDS = Array.from(
  { length: Math.ceil(howMany("ZOMBIES") / 2 / testDatabaseUrls().length) },
  (_, round) => round,
);
const PAGES = 5;
const PEOPLE = 3;
/** A worker renews its lease so often, and learns then that it has lost it. */
const HEARTBEAT_MS = Math.round(KILL_LEASE_MS / 3);

describeEachDatabase("a worker whose process stands still", (create, name) => {
  let bench: Workbench;
  let slowestMs = 0;
  beforeAll(async () => {
    bench = await openWorkbench(create);
  });
  afterAll(async () => {
    countRun(`ms until the slowest zombie that woke had ended (bar ${HEARTBEAT_MS}) on ${name}`, Math.ceil(slowestMs));
    await bench.close();
  });

  /** What the worker reads, and the other day's people, who are read by whoever comes after it. */
  async function prepare(round: number) {
    const tenant = await addTenant(bench.database);
    const seed = 7 + round;
    const [, other] = killDays(seed, 2);
    if (other === undefined) throw new Error("no such day");
    return { tenant, other, task: { url: bench.url, tenantId: tenant.tenantId, seed, dayIndex: 0 } };
  }

  it.each(ROUNDS)(
    "writes nothing after it wakes past its lease (%i)",
    async (round) => {
      const { tenant, other, task } = await prepare(round);
      const worker = startWorker({ ...task, death: null, stopAtPage: PAGES - (round % PAGES) });
      try {
        await worker.stopped();
        expect(await importOnceFree(bench, tenant, other)).toMatchObject({ kind: "sealed", revision: 1 });
        const before = await contentRows(bench.database, tenant.tenantNo);

        const { lastWords, ms } = await worker.wake();
        slowestMs = Math.max(slowestMs, ms);

        expect(lastWords).toContain("LEASE_LOST");
        expect(await contentRows(bench.database, tenant.tenantNo)).toEqual(before);
        expect(await tenant.stored.at(killDay(0), 1)).toEqual(answersOf(other));
        countRun("zombies", 1);
      } finally {
        worker.kill();
      }
    },
    120_000,
  );

  it.each(ROUNDS)(
    "ends with its lease lost after it stood still within an open transaction, and loses nothing of the next one (%i)",
    async (round) => {
      const { tenant, other, task } = await prepare(round);
      const death = { from: "person", at: 1 + (round % PEOPLE), after: null, stands: true } as const;
      const worker = startWorker({ ...task, death });
      try {
        await worker.stopped();
        const lastWords = worker.wokenBehindItsLease();

        expect(await importOnceFree(bench, tenant, other)).toMatchObject({ kind: "sealed", revision: 1 });

        expect(await lastWords).toContain("LEASE_LOST");
        expect(await tenant.stored.at(killDay(0), 1)).toEqual(answersOf(other));
        expect(await tenant.stored.leftovers()).toEqual([]);
        countRun("zombies", 1);
      } finally {
        worker.kill();
      }
    },
    180_000,
  );
});

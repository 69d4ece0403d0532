import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "@jest/globals";
import { describeEachDatabase } from "../support/databases/test-database.js";
import {
  addTenant,
  contentRows,
  importDay,
  openWorkbench,
  type TestTenant,
  type Workbench,
  writerOf,
} from "../support/import/import-workbench.js";
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
      child.kill("SIGCONT");
      await ended;
      return output;
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

describeEachDatabase("a worker whose process stands still", (create) => {
  it("writes nothing after it wakes past its lease", async () => {
    const bench = await openWorkbench(create);
    const tenant = await addTenant(bench.database);
    const [, other] = killDays(7, 2);
    if (other === undefined) throw new Error("no such day");
    const { tenantId } = tenant;
    const worker = startWorker({ url: bench.url, tenantId, seed: 7, dayIndex: 0, death: null, stopAtPage: 5 });
    try {
      await worker.stopped();
      expect(await importOnceFree(bench, tenant, other)).toMatchObject({ kind: "sealed", revision: 1 });
      const before = await contentRows(bench.database, tenant.tenantNo);

      const lastWords = await worker.wake();

      expect(lastWords).toContain("LEASE_LOST");
      expect(await contentRows(bench.database, tenant.tenantNo)).toEqual(before);
      expect(await tenant.stored.at(killDay(0), 1)).toEqual(answersOf(other));
    } finally {
      worker.kill();
      await bench.close();
    }
  }, 120_000);

  it("ends with its lease lost after it stood still within an open transaction, and loses nothing of the next one", async () => {
    const bench = await openWorkbench(create);
    const tenant = await addTenant(bench.database);
    const [, other] = killDays(7, 2);
    if (other === undefined) throw new Error("no such day");
    const death = { from: "person", at: 1, after: null, stands: true } as const;
    const worker = startWorker({ url: bench.url, tenantId: tenant.tenantId, seed: 7, dayIndex: 0, death });
    try {
      await worker.stopped();
      const lastWords = worker.wokenBehindItsLease();

      expect(await importOnceFree(bench, tenant, other)).toMatchObject({ kind: "sealed", revision: 1 });

      expect(await lastWords).toContain("LEASE_LOST");
      expect(await tenant.stored.at(killDay(0), 1)).toEqual(answersOf(other));
      expect(await tenant.stored.leftovers()).toEqual([]);
    } finally {
      worker.kill();
      await bench.close();
    }
  }, 180_000);
});

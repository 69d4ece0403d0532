import { execFile } from "node:child_process";
import { expect, it } from "@jest/globals";
import { describeEachDatabase } from "../support/databases/test-database.js";
import { addTenant, openWorkbench } from "../support/import/import-workbench.js";
import { killDay, killDays, type KillTask } from "../support/import/kill-task.js";
import { answersOf } from "../support/naive/naive-tenant.js";

const CHILD = "test/support/import/kill-child.ts";
const LEASE_MS = 60_000;

/** One import of one day in a process of its own; gives what it says at its end. */
function importInChild(task: Omit<KillTask, "death" | "leaseMs">): Promise<string> {
  const whole: KillTask = { ...task, death: null, leaseMs: LEASE_MS };
  const flags = ["--import", "@swc-node/register/esm-register", CHILD, JSON.stringify(whole)];
  return new Promise((resolve) => {
    execFile(process.execPath, flags, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
}

describeEachDatabase("two processes that write at the same time", (create) => {
  it("both seal their tenants, and nothing of either is lost", async () => {
    const bench = await openWorkbench(create);
    try {
      const tenants = [await addTenant(bench.database), await addTenant(bench.database)];

      const ends = await Promise.all(
        tenants.map(({ tenantId }, seed) => importInChild({ url: bench.url, tenantId, seed, dayIndex: 0 })),
      );

      for (const end of ends) expect(end).toContain('"kind":"sealed"');
      for (const [seed, { stored }] of tenants.entries()) {
        const [copy] = killDays(seed, 1);
        if (copy === undefined) throw new Error("no such day");
        expect(await stored.at(killDay(0), 1)).toEqual(answersOf(copy));
        expect(await stored.leftovers()).toEqual([]);
      }
    } finally {
      await bench.close();
    }
  }, 180_000);

  it("seal one tenant's day once: the other is busy, or finds it sealed", async () => {
    const bench = await openWorkbench(create);
    try {
      const { tenantId, stored } = await addTenant(bench.database);
      const task = { url: bench.url, tenantId, seed: 3, dayIndex: 0 };

      const ends = await Promise.all([importInChild(task), importInChild(task)]);

      const kinds = ends.map((end) => /"kind":"([a-z-]+)"/.exec(end)?.[1] ?? end).sort();
      expect(["already-sealed,sealed", "busy,sealed"]).toContain(kinds.join());
      const [copy] = killDays(3, 1);
      if (copy === undefined) throw new Error("no such day");
      expect(await stored.visible()).toEqual([`${killDay(0)}/1`]);
      expect(await stored.at(killDay(0), 1)).toEqual(answersOf(copy));
    } finally {
      await bench.close();
    }
  }, 180_000);
});

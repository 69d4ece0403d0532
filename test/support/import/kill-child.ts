import { openDatabase } from "../../../src/store/data-source.js";
import { Random } from "../naive/random.js";
import { importDay, writerOf } from "./import-workbench.js";
import { KILL_LEASE_MS, KILL_PAGES, killDay, killDays, type KillTask } from "./kill-task.js";
import { KillingDatabase, standStill } from "./killing-database.js";

const task = JSON.parse(process.argv[2] ?? "{}") as KillTask;
const database = new KillingDatabase(await openDatabase(task.url), task.death);
const copy = killDays(task.seed, task.dayIndex + 1)[task.dayIndex];
if (copy === undefined) throw new Error("no such day");

async function beforePage(page: number): Promise<void> {
  if (page !== task.stopAtPage) return;
  await database.untilWritten(); // a process that stands still within a transaction is another test
  standStill();
}

const outcome = await importDay({
  snapshots: writerOf(database, task.leaseMs ?? KILL_LEASE_MS),
  tenantId: task.tenantId,
  day: killDay(task.dayIndex),
  copy,
  plan: { ...KILL_PAGES, random: new Random(task.seed), beforePage },
});
process.stdout.write(`survived: ${JSON.stringify(outcome)}, ${database.statements} statements\n`);
await database.close();

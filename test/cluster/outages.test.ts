import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { startSingle } from "../../scripts/databases/clusters.mjs";
import type { ImportOutcome } from "../../src/model/import-outcome.js";
import type { MigratableDatabase } from "../../src/store/database.js";
import { openServer } from "../../src/store/server-database.js";
import { SERVER_LIMITS } from "../../src/store/server-limits.js";
import { clusterTenant, type ClusterTenant, expectWholeOn, gateAt, importOn } from "../support/cluster/cluster-day.js";
import { CommitHook } from "../support/cluster/commit-hook.js";
import { FaultyProxy, type InjectedFault } from "../support/cluster/faulty-proxy.js";
import { clusterUrl, createOn, openOn, startOrSkip } from "../support/cluster/start-cluster.js";
import { countRun } from "../support/count-run.js";
import { howMany, timeLimit } from "../support/how-many.js";
import { endLease } from "../support/import/import-workbench.js";
import { Random } from "../support/naive/random.js";

const MOST_TRIES = 6;
const PACKET = 1_048_576;
const FAULTY_IMPORTS = howMany("FAULTY_IMPORTS");
const { cluster, describeCluster } = await startOrSkip(() => startSingle([`--max-allowed-packet=${PACKET}`]));
const { node } = cluster;

/** How it ends, and where in the import. */
const ENDS = [
  ["killed between two pages", "page", () => node.kill()],
  ["shut down between two pages", "page", () => node.shutDown()],
  ["killed at COMMIT", "commit", () => node.kill()],
  ["shut down at COMMIT", "commit", () => node.shutDown()],
  ["killed at the seal", "seal", () => node.kill()],
] as const;
const RESTARTS = Array.from({ length: howMany("RESTARTS") }, (_, n) => {
  const [how, when, end] = ENDS[n % ENDS.length] ?? ENDS[0];
  const round = Math.floor(n / ENDS.length);
  return { how, when, end, round, page: 2 + (round % 2) };
});

/** Imports as the jobs do: again after a failed attempt, five times at most. */
async function importInTheEnd(attempt: () => Promise<ImportOutcome>, tenant: ClusterTenant, plain: MigratableDatabase) {
  for (let tries = 1; ; tries += 1) {
    const outcome = await attempt().catch((cause: unknown) => ({ kind: "thrown", cause }) as const);
    if (outcome.kind === "sealed" || outcome.kind === "already-sealed") return tries;
    if (tries === MOST_TRIES) throw new Error(`not sealed: ${JSON.stringify(outcome)}`, { cause: outcome });
    await endLease(plain, tenant.tenantNo); // what the lease's end would bring by itself
  }
}

describeCluster("a MySQL that fails", () => {
  let plain: MigratableDatabase;

  beforeAll(async () => {
    await createOn(node);
    plain = await openOn([node]);
  });
  afterAll(() => plain.close());

  it.each(RESTARTS)(
    "has the day whole and once after it was $how and started again ($round)",
    async ({ when, end, page }) => {
      const tenant = await clusterTenant(plain);
      const database = await openOn([node]);
      const gate = gateAt(page);
      let restarted: Promise<void> | undefined;
      const restart = (ms = 0) =>
        (restarted ??= sleep(ms)
          .then(end)
          .then(() => node.start()));
      const wanted = when === "seal" ? /SET complete_seq/ : /^INSERT INTO person/;
      const isChosen = (written: readonly string[]) => when !== "page" && written.some((sql) => wanted.test(sql));
      const hook = new CommitHook(database, isChosen, () => void restart(1));
      const importing = importInTheEnd(
        () => importOn(hook, tenant, { plan: { beforePage: gate.beforePage } }),
        tenant,
        plain,
      );
      await gate.arrived;
      if (when === "page") await restart();
      gate.open();

      expect(await importing).toBeLessThanOrEqual(MOST_TRIES);

      await restarted;
      expect(restarted).toBeDefined();
      await expectWholeOn([node], tenant, tenant.copies[0]);
      await database.close();
      countRun("MySQL restarted during imports", 1);
    },
    120_000,
  );

  it(
    "has every day whole and once though one statement in twenty fails",
    async () => {
      const random = new Random(Number(process.env["FAULT_SEED"] ?? Math.floor(Math.random() * 1_000_000)));
      const proxy = await FaultyProxy.before(node.port, random);
      const url = clusterUrl(node).replace(`:${node.port}/`, `:${proxy.port}/`);
      const database = await openServer(url, null, SERVER_LIMITS);
      let tries = 0;
      try {
        for (let n = 0; n < FAULTY_IMPORTS; n += 1) {
          const tenant = await clusterTenant(plain, 300);
          proxy.share = 0.05;
          tries += await importInTheEnd(() => importOn(database, tenant), tenant, plain);
          proxy.share = 0;
          await expectWholeOn([node], tenant, tenant.copies[0]);
        }
      } finally {
        await database.close();
        await proxy.stop();
      }
      const kinds: InjectedFault[] = [1213, 1205, 1290, "lost-before", "lost-after"];
      expect([...proxy.met.keys()].sort()).toEqual(kinds.sort());
      countRun(
        "MySQL: statements that failed on purpose",
        [...proxy.met.values()].reduce((sum, met) => sum + met, 0),
      );
      countRun("MySQL: imports under failing statements, and tries they took", tries);
    },
    timeLimit(240_000),
  );

  it("gets no statement larger than half of its max_allowed_packet, however long the texts are", async () => {
    const proxy = await FaultyProxy.before(node.port, new Random(1));
    const database = await openServer(clusterUrl(node).replace(`:${node.port}/`, `:${proxy.port}/`));
    const tenant = await clusterTenant(plain, 700);
    const long = (text: string) => text.padEnd(1_024, "it's “long” ");
    const users = tenant.copies[0].users.map((user) => ({
      ...user,
      attributes: {
        ...user.attributes,
        displayName: long("name ").slice(0, 256),
        jobTitle: long("title ").slice(0, 128),
      },
      extensionAttributes: user.extensionAttributes.map((_, index) => long(`${index} `)),
    }));
    const copy = { ...tenant.copies[0], users };

    const outcome = await importOn(database, tenant, { copy });

    expect(outcome).toMatchObject({ kind: "sealed" });
    expect(proxy.largest).toBeGreaterThan(200_000);
    expect(proxy.largest).toBeLessThanOrEqual(PACKET / 2);
    await expectWholeOn([node], tenant, copy);
    await database.close();
    await proxy.stop();
  }, 120_000);
});

import { createHash, randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Simulator, startSimulator, tenantsOfSizes } from "../../simulator/simulator.js";
import type { RefreshTokenMode } from "../../simulator/options.js";
import { TokenStore } from "../../src/store/write/token-store.js";
import { countRun } from "../support/count-run.js";
import { testDatabaseUrls } from "../support/databases/test-database.js";
import { howMany, timeLimit } from "../support/how-many.js";
import { openWorkbench, type Workbench } from "../support/import/import-workbench.js";
import { HandRunQueue } from "../support/jobs/hand-run-queue.js";
import { Night } from "../support/jobs/night.js";
import { type RotationProcess, startRotationProcess } from "../support/rotation/rotation-process.js";
import { microsoftOf, type RotationEvent, type RotationTask } from "../support/rotation/rotation-task.js";

const PROCESSES = howMany("ROTATION_PROCESSES");
/** Of all processes together, for each mode and database. */
const REDEEMS = howMany("ROTATION_REDEEMS");
/** For each mode. */
const KILLS = howMany("ROTATION_KILLS");
const SIDE_BY_SIDE = 5;
const MODES: readonly RefreshTokenMode[] = ["old-stays-valid", "old-dies", "old-dies-later"];
const DATABASES = testDatabaseUrls().filter(({ name }) => name !== "mariadb");

type Wrote = Extract<RotationEvent, { event: "wrote" }>;

function digestOf(refreshToken: string): string {
  return createHash("sha256").update(refreshToken).digest("hex");
}

describe.each(DATABASES.map((database) => [database.name, database] as const))(
  `${PROCESSES} processes that redeem one refresh token (%s)`,
  (_, database) => {
    const key = randomBytes(32);
    let bench: Workbench;
    let processes: RotationProcess[] = [];

    beforeAll(async () => {
      bench = await openWorkbench(database.create);
      processes = await Promise.all(Array.from({ length: PROCESSES }, () => startRotationProcess(bench.url)));
    }, timeLimit(120_000));

    afterAll(async () => {
      await Promise.all(processes.map((each) => each.end()));
      await bench.close();
    });

    function taskOf(simulator: Simulator, identity: string): RotationTask {
      return {
        ...{ identity, key: key.toString("base64"), microsoft: microsoftOf(simulator), sideBySide: SIDE_BY_SIDE },
        tenantIds: simulator.tenants.map(({ tenantId }) => tenantId),
        redeems: Math.ceil(REDEEMS / PROCESSES),
      };
    }

    /** Every version as it is seen while the processes work. */
    async function watch(store: TokenStore, work: Promise<unknown>): Promise<number[]> {
      const seen: number[] = [];
      let over = false;
      const ended = work.finally(() => (over = true));
      while (!over) {
        seen.push(await store.storedVersion());
        await sleep(20);
      }
      await ended;
      return seen;
    }

    it.each(MODES)(
      "all succeed and keep the newest one where the old one, once redeemed, is %s",
      async (mode) => {
        const tenants = tenantsOfSizes([10, 10, 10]);
        const options = { refreshTokenMode: mode, refreshTokenGraceSeconds: 0.5, latencyMs: 10, tenants };
        const simulator = await startSimulator(options);
        const store = new TokenStore(bench.database, key, mode);
        await store.write(0, simulator.issueRefreshToken());
        const task = taskOf(simulator, mode);

        const work = Promise.all(processes.map((each) => each.work(task)));
        const seen = await watch(store, work);
        const events = (await work).flat();
        const wrote = events.filter((event): event is Wrote => event.event === "wrote");
        const stored = await store.read();
        const refused = simulator.requests().filter(({ status }) => status === 400).length;
        await simulator.close();

        expect(events.filter(({ event }) => event === "failed")).toEqual([]);
        expect(seen).toEqual([...seen].sort((one, other) => one - other));
        const versions = wrote.map(({ version }) => version).sort((one, other) => one - other);
        expect(versions).toEqual(versions.map((_version, at) => at + 2));
        expect(stored?.version).toBe(versions.at(-1));
        const newest = wrote.find(({ version }) => version === stored?.version);
        expect(newest?.digest).toBe(digestOf(stored?.refreshToken ?? ""));
        if (mode === "old-stays-valid") expect(refused).toBe(0);
        if (mode === "old-dies")
          expect({ refused: refused > 0, kept: wrote.length }).toEqual({
            refused: true,
            kept: task.redeems * PROCESSES,
          });
        countRun("refresh tokens raced for", task.redeems * PROCESSES);
      },
      timeLimit(900_000),
    );
  },
);

/** On a server where there is one. */
const killed = DATABASES.find(({ name }) => name === "mysql") ?? DATABASES[0];

describe(`a process killed between Microsoft's answer and its COMMIT (${killed?.name})`, () => {
  async function die(night: Night): Promise<void> {
    const child = await startRotationProcess(night.config.databaseUrl);
    const { tenantId, clientId } = microsoftOf(night.simulator);
    await child.work({
      ...{ identity: `${tenantId}/${clientId}`, microsoft: microsoftOf(night.simulator), redeems: 1, sideBySide: 1 },
      key: night.config.tokenEncryptionKey?.toString("base64") ?? "",
      tenantIds: night.simulator.tenants.map((tenant) => tenant.tenantId),
      dieBeforeCommit: true,
    });
    expect(child.signal()).toBe("SIGKILL");
  }

  /** What a worker started anew does first: it has no access token in memory. */
  async function runOnce(night: Night): Promise<void> {
    const queue = new HandRunQueue();
    night.worker({ queue });
    await queue.run("plan");
    for (const { name, data } of queue.take()) await queue.run(name, data);
  }

  async function signInAgain(night: Night): Promise<void> {
    await night.run("DELETE FROM token");
    await night.signIn();
    await night.importer.probeSoon();
  }

  async function version(night: Night): Promise<number> {
    const [row] = await night.rows<{ version: number }>("SELECT version FROM token");
    return Number(row?.version);
  }

  const pauses = (night: Night) => night.rows<{ code: string }>("SELECT code FROM partner_pause");

  it.each(MODES)(
    "is made good by the next run, or stops it aloud, where the old token, once redeemed, is %s",
    async (mode) => {
      const simulator = { refreshTokenMode: mode, refreshTokenGraceSeconds: 3_600 };
      const night = await Night.open(killed!.create, { sizes: [10, 10], simulator });
      try {
        await night.signIn();
        await night.importer.syncTenants();
        for (let kill = 1; kill <= KILLS; kill += 1) {
          night.moveTo(new Date(Date.UTC(2026, 2, kill, 6)).toISOString());
          const before = await version(night);
          await die(night);
          expect(await version(night)).toBe(before);

          await runOnce(night);

          if (mode === "old-dies") {
            expect(await pauses(night)).toEqual([{ code: "REFRESH_TOKEN_EXPIRED" }]);
            expect((await night.alerts()).at(-1)).toMatchObject({ kind: "partner-paused", cleared_at: null });
            expect(await night.states()).toEqual({ PENDING: 2 });
            await signInAgain(night);
            await runOnce(night);
          }
          expect(await night.states()).toEqual({ PRESENT: 2 });
          expect(await version(night)).toBeGreaterThan(mode === "old-dies" ? 1 : before);
          expect(await pauses(night)).toEqual([]);
          countRun("kills before the new refresh token was stored", 1);
        }
        expect(await night.alerts()).toHaveLength(mode === "old-dies" ? KILLS : 0);
      } finally {
        await night.close();
      }
    },
    timeLimit(900_000),
  );
});

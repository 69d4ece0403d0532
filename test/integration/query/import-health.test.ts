import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { createGraphqlServer } from "../../../src/graphql/server.js";
import { createServer } from "node:http";
import { SILENT_LOG } from "../../../src/log.js";
import type { FailureCode } from "../../../src/model/failure.js";
import { freeSkus } from "../../../src/model/free-skus.js";
import type { TenantId } from "../../../src/model/tenant.js";
import { ALL_TENANTS } from "../../../src/model/tenant.js";
import { createQuestions } from "../../../src/query/create-questions.js";
import type { Questions } from "../../../src/query/questions.js";
import type { ImportHealthAnswer } from "../../../src/query/answers.js";
import type { Database } from "../../../src/store/database.js";
import { createReadStore } from "../../../src/store/read/read-store.js";
import { PartnerPauseStore } from "../../../src/store/write/partner-pause-store.js";
import type { TenantRun } from "../../../src/store/write/tenant-run.js";
import { TenantStore } from "../../../src/store/write/tenant-store.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { writerOf } from "../../support/import/import-workbench.js";
import { type OpenedDatabase, openMigrated } from "../store/opened-database.js";
import { guid } from "./seed-tenant.js";
import { day } from "./three-tenants.js";

const MONDAY = day("2026-03-02");
const HOUR = 3_600_000;
const STATS = { pages: 1, retries: 0 };
const [ALPHA, BETA, GAMMA] = [guid(1), guid(2), guid(3)] as const;

describeEachDatabase("the health of a tenant's imports", (create) => {
  let opened: OpenedDatabase;
  let database: Database;
  let calendarSays = `${MONDAY}T12:00:00Z`;
  const calendar = { now: () => new Date(calendarSays) };

  beforeAll(async () => {
    opened = await openMigrated(create);
    database = opened.database;
  });
  beforeEach(async () => {
    calendarSays = `${MONDAY}T12:00:00Z`;
    for (const table of ["tenant", "snapshot", "held_day", "import_run", "partner_pause"])
      await run(`DELETE FROM ${table}`);
    await sync([ALPHA, BETA, GAMMA]);
  });
  afterAll(() => opened.close());

  async function run(sql: string, parameters: unknown[] = []): Promise<void> {
    await database.transaction((session) => session.run(sql, parameters));
  }
  async function sync(tenantIds: TenantId[]): Promise<void> {
    const customers = tenantIds.map((tenantId) => ({ tenantId, name: tenantId.slice(-1), defaultDomain: null }));
    await new TenantStore(database).sync(customers, MONDAY);
  }
  function questions(over: Database = database): Questions {
    return createQuestions({ store: createReadStore(over), calendar, freeSkus: freeSkus(), earliest: 90 });
  }
  async function health(tenantId: TenantId = ALPHA): Promise<ImportHealthAnswer> {
    const [answer] = await questions().importHealth(ALL_TENANTS, [tenantId]);
    return answer!;
  }
  async function open(again = "a test"): Promise<TenantRun> {
    const opening = await writerOf(database).open({ tenantId: ALPHA, day: MONDAY, again });
    if (opening.kind !== "opened") throw new Error(opening.kind);
    return opening.run;
  }
  async function fail(code: FailureCode, notBefore: Date | null = null): Promise<void> {
    await (await open()).fail({ code, detail: `said ${code}`, notBefore }, STATS);
  }
  async function complete(held = false): Promise<void> {
    const counts = { users: 1, skus: 1, assignments: 1 };
    await (await open()).complete({ ...counts, contentHash: Buffer.alloc(32), checks: [], held }, STATS);
  }
  /** Hours from the database's now to an instant; a minute is allowed for a slow machine. */
  function expectHours(at: Date | null, hours: number, atMost = hours): void {
    const from = at === null ? Number.NaN : (at.getTime() - Date.now()) / HOUR;
    expect(from).toBeGreaterThan(hours - 1 / 60);
    expect(from).toBeLessThan(atMost + 1 / 60);
  }

  it("of a tenant never tried is unknown, and due since the day opened", async () => {
    const answer = await health();

    expect(answer).toMatchObject({ lastSuccess: null, lastAttempt: null, lastFailure: null, consecutiveFailures: 0 });
    expect(answer.access).toEqual({ state: "UNKNOWN", reason: null, at: null });
    expectHours(answer.nextDue, -10.5);
  });

  it.each([false, true])("after a day that was read (held: %s) is good, and due when tomorrow opens", async (held) => {
    await fail("MICROSOFT_UNAVAILABLE");
    await complete(held);

    const answer = await health();

    expect(answer).toMatchObject({
      lastFailure: null,
      consecutiveFailures: 0,
      access: { state: "GRANTED", reason: null },
    });
    expect(answer.lastSuccess === null).toBe(held);
    expectHours(answer.lastAttempt, 0);
    expectHours(answer.nextDue, 13.5);
  });

  it("after a refusal says what to do, and is due again in four hours", async () => {
    await complete();
    await run("DELETE FROM snapshot");
    await fail("CONSENT_MISSING");

    const answer = await health();

    expect(answer.lastFailure).toMatchObject({ code: "CONSENT_MISSING", remedy: expect.stringContaining("consent") });
    expect(answer).toMatchObject({ lastFailureDetail: "said CONSENT_MISSING", consecutiveFailures: 1 });
    expect(answer.access).toMatchObject({ state: "REFUSED", reason: { code: "CONSENT_MISSING" } });
    expectHours(answer.nextDue, 4, 4.8);
  });

  it("after three refusals waits for tomorrow", async () => {
    for (const code of ["CONSENT_MISSING", "GDAP_MISSING", "GDAP_MISSING"] as const) await fail(code);

    const answer = await health();

    expect(answer).toMatchObject({ consecutiveFailures: 3, access: { reason: { code: "GDAP_MISSING" } } });
    expectHours(answer.nextDue, 13.5);
  });

  it("keeps what it knows of access when a later attempt tells nothing of it, and waits as long as Microsoft asked", async () => {
    await fail("MFA_REQUIRED");
    await fail("THROTTLED", new Date(Date.now() + 6 * HOUR));
    await run("UPDATE tenant SET lease_until = 0");

    const answer = await health();

    expect(answer).toMatchObject({ lastFailure: { code: "THROTTLED" }, consecutiveFailures: 2 });
    expect(answer.access).toMatchObject({ state: "REFUSED", reason: { code: "MFA_REQUIRED" } });
    expectHours(answer.nextDue, 6);
  });

  it("does not promise an attempt for a day that will be over", async () => {
    calendarSays = `${MONDAY}T22:00:00Z`;
    await fail("CONSENT_MISSING");

    expectHours((await health()).nextDue, 3.5);
  });

  it("is not due during an import, nor blamed for a worker that stopped", async () => {
    const running = await open();

    expect(await health()).toMatchObject({ nextDue: null, consecutiveFailures: 0, lastFailure: null });
    await running.stop();
    expect(await health()).toMatchObject({ consecutiveFailures: 0, lastFailure: null, access: { state: "UNKNOWN" } });
  });

  it("counts a run whose worker died as failed", async () => {
    await open();
    await run("UPDATE tenant SET lease_until = 1");

    expect(await health()).toMatchObject({ consecutiveFailures: 1, lastFailure: { code: "LEASE_LOST" } });
  });

  it("is due no earlier than the next look at a paused partner", async () => {
    await new PartnerPauseStore(database, "a/b").open({ code: "REFRESH_TOKEN_EXPIRED", detail: "" }, 2 * HOUR);

    expectHours((await health()).nextDue, 2);
  });

  it("of a customer that is gone is never due", async () => {
    await sync([ALPHA, BETA]);

    expect((await health(GAMMA)).nextDue).toBe(null);
  });

  it("is told of tenants in scope alone, in the order asked", async () => {
    await fail("CONSENT_MISSING");

    const scope = { kind: "listed", tenantIds: [ALPHA, BETA] } as const;
    const answers = await questions().importHealth(scope, [BETA, GAMMA, ALPHA]);

    expect(answers.map((answer) => answer && answer.consecutiveFailures)).toEqual([0, null, 1]);
  });

  it("takes as many statements for all tenants as for one, and one question for a whole page", async () => {
    let statements = 0;
    let asked = 0;
    const counting: Database = {
      ...database,
      read: (work) =>
        database.read((session) =>
          work({ run: session.run.bind(session), rows: (...sql) => (statements++, session.rows(...sql)) }),
        ),
    };
    const all = questions(counting);
    const statementsFor = async (tenantIds: TenantId[]) => {
      statements = 0;
      await all.importHealth(ALL_TENANTS, tenantIds);
      return statements;
    };
    const watched: Questions = {
      ...all,
      importHealth: (...input) => (asked++, all.importHealth(...input)),
    };
    const { apollo, context } = await createGraphqlServer({
      questions: watched,
      log: SILENT_LOG,
      httpServer: createServer(),
    });

    const { body } = await apollo.executeOperation(
      {
        query:
          "{ tenants { nodes { tenantId access { state reason { remedy } } importHealth { nextDue consecutiveFailures } } } }",
      },
      { contextValue: await context() },
    );
    await apollo.stop();

    expect(await statementsFor([ALPHA])).toBe(await statementsFor([ALPHA, BETA, GAMMA]));
    expect(body).toMatchObject({ kind: "single", singleResult: { data: { tenants: { nodes: expect.any(Array) } } } });
    expect(asked).toBe(1);
  });
});

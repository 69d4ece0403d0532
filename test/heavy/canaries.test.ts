import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import {
  type Fault,
  type FaultRule,
  type Simulator,
  startSimulator,
  tenantsOfSizes,
} from "../../simulator/simulator.js";
import type { FailureCode } from "../../src/model/failure.js";
import { openDatabase } from "../../src/store/data-source.js";
import type { MigratableDatabase } from "../../src/store/database.js";
import { describeEachDatabase } from "../support/databases/test-database.js";
import { environmentOf } from "../support/simulator-environment.js";
import { until } from "../support/until.js";
import { Started } from "../support/built-product.js";
import { postGraphql } from "../support/post-graphql.js";

const TODAY = "2026-03-01";
/** What a hostile or careless Microsoft might put into any text of an answer. */
const CANARY = "canary.person@contoso.example";
const always = { times: Infinity };

const saying = (status: number, code: string): Fault => ({ kind: "graph", status, code, message: `No, ${CANARY}` });

/** One tenant for each: what goes wrong in it, and how its day ends. */
const FAULTS: [FailureCode | null, Fault, Partial<FaultRule>][] = [
  ["BLOCKED_BY_CONDITIONAL_ACCESS", { kind: "aadsts", code: 53003, suberror: CANARY }, { on: "token", ...always }],
  ["MFA_REQUIRED", { kind: "aadsts", code: 50076 }, { on: "token", ...always }],
  ["CONSENT_MISSING", { kind: "aadsts", code: 65001 }, { on: "token", ...always }],
  ["GDAP_MISSING", { kind: "aadsts", code: 50020 }, { on: "token", ...always }],
  ["TENANT_GONE", { kind: "aadsts", code: 90002 }, { on: "token", ...always }],
  ["WRONG_CLOUD", { kind: "aadsts", code: 90038 }, { on: "token", ...always }],
  ["CROSS_TENANT_POLICY", { kind: "aadsts", code: 500212 }, { on: "token", ...always }],
  ["INVALID_RESPONSE", { kind: "html" }, { on: "token", ...always }],
  ["INVALID_RESPONSE", { kind: "wrong-types" }, { on: "token", ...always }],
  [
    "WRONG_TENANT_TOKEN",
    { kind: "wrong-tenant-token", tid: "11111111-1111-4111-8111-111111111111" },
    { on: "token", ...always },
  ],
  ["ACCESS_DENIED", saying(403, "Authorization_RequestDenied"), always],
  ["ACCESS_DENIED", { kind: "aadsts", code: 50173 }, { on: "token", ...always }],
  ["INVALID_RESPONSE", saying(400, CANARY), always],
  ["MICROSOFT_UNAVAILABLE", { kind: "status", status: 503, body: CANARY, headers: { "request-id": CANARY } }, always],
  ["MICROSOFT_UNAVAILABLE", { kind: "connection-reset" }, always],
  ["MICROSOFT_UNAVAILABLE", { kind: "cut-body" }, always],
  ["THROTTLED", { kind: "throttle", retryAfter: "1000000" }, always],
  ["INVALID_RESPONSE", { kind: "malformed-json" }, always],
  ["INVALID_RESPONSE", { kind: "wrong-types" }, always],
  ["INVALID_RESPONSE", { kind: "wrong-types" }, { on: "subscribedSkus", ...always }],
  ["INVALID_RESPONSE", { kind: "page-loop" }, always],
  ["INVALID_RESPONSE", { kind: "foreign-next-link", host: "canary.person.contoso.example" }, always],
  ["LISTING_UNSTABLE", { kind: "expired-page-token" }, always],
  ["EMPTY_DIRECTORY", { kind: "empty-directory" }, always],
  ["BLOCKED_BY_CONDITIONAL_ACCESS", { kind: "claims-challenge" }, always],
  [null, { kind: "status", status: 500, body: CANARY }, { from: 2 }],
  [null, { kind: "graph", status: 401, code: "InvalidAuthenticationToken" }, { from: 2 }],
];
/** Where people's data belongs, and nothing of it is looked for. */
const PEOPLES_TABLES = ["person", "user_version", "dimension_value"];

describeEachDatabase("a night with every fault, at the most talkative log level", (create) => {
  let simulator: Simulator;
  let database: MigratableDatabase;
  let gateway: Started;
  let url: string;
  let secrets: string[];
  let drop: () => Promise<void>;

  beforeAll(async () => {
    const sizes = FAULTS.map(() => 120);
    simulator = await startSimulator({ tenants: tenantsOfSizes([120, ...sizes], 3), firstDay: "2026-01-01" });
    simulator.setToday(TODAY);
    FAULTS.forEach(([, fault, rule], n) => {
      simulator.fault({ on: "users", tenantId: simulator.tenants[n + 1]!.tenantId, fault, ...rule });
    });
    const partner = { kind: "aadsts", code: 700082, suberror: CANARY } as const;
    simulator.fault({ on: "token", tenantId: simulator.partnerTenantId, times: 2, fault: partner });
    simulator.fault({ on: "customers", fault: { kind: "status", status: 503, body: CANARY } });
    const fresh = await create();
    drop = () => fresh.drop();
    database = await openDatabase(fresh.url);
    const settings: Record<string, string> = {
      ...environmentOf(simulator, fresh.url),
      CLOCK: `${TODAY}T06:00:00Z`,
      LOG_LEVEL: "trace",
      PORT: "0",
    };
    const signedIn = simulator.issueRefreshToken();
    secrets = [CANARY, simulator.clientSecret, settings["TOKEN_ENCRYPTION_KEY"] ?? "", signedIn];
    if (new URL(fresh.url).password) secrets.push(new URL(fresh.url).password);
    const child = ["@swc-node/register/esm-register", "test/support/canary/gateway-child.ts", signedIn];
    gateway = new Started("--import", child, { cwd: process.cwd(), env: settings });
    url = (await gateway.says(/serving (http\S+)/))[1] ?? "";
    await until(async () => (await reasons()).size === FAULTS.length + 1);
  }, 180_000);
  afterAll(async () => {
    await gateway.terminate();
    await database.close();
    await simulator.close();
    await drop();
  });

  /** How the last attempt of every tenant ended so far, by Microsoft's id. */
  async function reasons(): Promise<Map<string, FailureCode | null>> {
    const rows = await database.read((session) =>
      session.rows<{ id: string; state: string; code: FailureCode | null }>(
        `SELECT t.entra_tenant_id AS id, r.state, r.failure_code AS code FROM tenant t
         JOIN import_run r ON r.tenant_no = t.tenant_no WHERE r.state <> 'RUNNING' ORDER BY r.seq`,
      ),
    );
    return new Map(rows.map(({ id, code }) => [id, code]));
  }

  const ask = (query: string, variables: Record<string, unknown> = {}) =>
    postGraphql({ url }, { query, variables }).then((response) => response.text());

  /** Everything that must occur nowhere but among people's own data: their words, and every secret there was. */
  function canaries(): string[] {
    const people = simulator.tenants.flatMap(({ tenantId }) => [...simulator.usersOf(tenantId, TODAY)]);
    const told = people.flatMap(({ displayName, userPrincipalName, mail }) => [displayName, userPrincipalName, mail]);
    const tokens = simulator
      .requests()
      .flatMap(({ headers, body }) => [
        headers["authorization"]?.replace(/^Bearer /, ""),
        new URLSearchParams(body).get("refresh_token"),
      ]);
    const all = new Set([...told, ...tokens, ...secrets]);
    return [...all].filter((text): text is string => typeof text === "string" && text.length > 6);
  }

  it("ends every day as its own reason", async () => {
    const expected = [null, ...FAULTS.map(([code]) => code)];
    const ended = async () => {
      const known = await reasons();
      return simulator.tenants.map(({ tenantId }) => known.get(tenantId));
    };

    // A busy machine may make one attempt fail otherwise; the next one tells.
    const end = Date.now() + 30_000;
    await until(async () => Date.now() > end || isDeepStrictEqual(await ended(), expected));

    expect(await ended()).toEqual(expected);
    expect(simulator.unmetFaults()).toEqual([]);
    const alerts = await database.read((session) => session.rows("SELECT kind, code FROM alert"));
    expect(alerts).toContainEqual({ kind: "partner-paused", code: "REFRESH_TOKEN_EXPIRED" });
  });

  it("tells nobody's name and no secret: not in output, metrics, ledger, jobs, alerts or any other table but people's", async () => {
    await askWithCanaries();
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const dump = await dumpTables();
    const wanted = canaries();

    const found = (text: string) => wanted.filter((canary) => text.includes(canary));
    expect(wanted.length).toBeGreaterThan(3_000);
    expect(found(gateway.stdout + gateway.stderr)).toEqual([]);
    expect(found(metrics)).toEqual([]);
    expect(found(dump)).toEqual([]);
    expect(gateway.stderr.length).toBeGreaterThan(10_000);
    expect(metrics).toContain('import_runs_total{outcome="failed",reason="CONSENT_MISSING"}');
  });

  it("names tenant, day and run in every line about an import, and how each ended", () => {
    const lines = gateway.stderr
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const told = [
      "import ended",
      "microsoft answered with an error",
      "access token redeemed",
      "microsoft refused a token",
    ];
    const about = lines.filter(({ msg, tenantId, request }) => {
      const partners = tenantId === simulator.partnerTenantId || request === "GET /v1/customers";
      return told.includes(String(msg)) && !partners;
    });

    const nameless = about.filter(({ tenantId, day, seq }) => !tenantId || day !== TODAY || !seq);
    const ended = new Set(
      lines.filter(({ msg, outcome }) => msg === "import ended" && outcome).map(({ tenantId }) => tenantId),
    );
    expect(about.length).toBeGreaterThan(50);
    expect(nameless).toEqual([]);
    expect(ended.size).toBe(simulator.tenants.length);
  });

  /** Questions in which callers themselves name people, well and badly put. */
  async function askWithCanaries(): Promise<void> {
    const filter =
      "query($f: UserFilter) { users(filter: $f, onGap: PREVIOUS) { totalCount nodes { displayName mail } } }";
    await ask(filter, { f: { userPrincipalName: { eq: CANARY } } });
    await ask(filter, { f: { userPrincipalName: { nonsense: CANARY } } });
    await ask(`{ users(filter: { displayName: { eq: "${CANARY}" } }, first: 0) { totalCount } }`);
    await ask(`{ users(after: "${CANARY}") { totalCount } }`);
    await ask(`{ person(tenantId: "${CANARY}", entraId: "${CANARY}") { id } }`);
    await ask(`{ ${CANARY.replace(/\W/g, "_")} }`);
    await ask(`{ users(filter: "${CANARY}" `);
    await fetch(`${url}/${CANARY}?token=${CANARY}`, { headers: { authorization: `Bearer ${CANARY}` } });
  }

  async function dumpTables(): Promise<string> {
    const tables = database.source.entityMetadatas.map(({ tableName }) => tableName);
    const looked = tables.filter((table) => !PEOPLES_TABLES.includes(table));
    expect(looked).toEqual(expect.arrayContaining(["access", "import_run", "job", "alert", "event", "token"]));
    const rows = await Promise.all(
      looked.map((table) => database.read((session) => session.rows(`SELECT ${"*"} FROM ${table}`))),
    );
    const text = (value: unknown) => (Buffer.isBuffer(value) ? value.toString("latin1") : String(value));
    return rows
      .flat()
      .map((row) => Object.values(row).map(text).join("\t"))
      .join("\n");
  }
});

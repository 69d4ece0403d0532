import { userInfo } from "node:os";
import { describe, expect, it } from "@jest/globals";
import type { CoverageInput } from "../../../src/cli/tools.js";
import { AppError, invalidInput } from "../../../src/errors.js";
import type { TenantDayAnswer } from "../../../src/query/answers.js";
import { parseSnapshotDate } from "../../../src/model/snapshot-date.js";
import type { Decision } from "../../../src/store/write/suspect-store.js";
import type { OnShrink } from "../../../src/store/write/tenant-store.js";
import { aTenant, run, tenantNo, toolsWith, unexpected } from "./hand-made-tools.js";

const day = parseSnapshotDate("day", "2026-02-28");

describe("the command line", () => {
  it.each(["", "fly", "import --fast", "suspect accept", "tenants", "login --port 70000", "migrate now"])(
    "exits 2 for wrong usage: %s",
    async (line) => {
      const { code, err, out } = await run(line, toolsWith({}));

      expect(code).toBe(2);
      expect(err).not.toBe("");
      expect(out).toBe("");
    },
  );

  it("prints help without any configuration", async () => {
    const { code, out } = await run("import --help", new Error("no configuration"));

    expect(code).toBe(0);
    expect(out).toContain("--again");
    expect(out).toContain("--json");
  });

  it.each([
    [1, new Error("a bug")],
    [1, new AppError("DATABASE_UNAVAILABLE", "no database")],
    [2, invalidInput("--day", "must be a day")],
    [2, new AppError("INVALID_CONFIGURATION", "PORT must be a number")],
    [2, new AppError("SCHEMA_OUT_OF_DATE", "run migrate")],
    [2, new AppError("CLOCK_WRONG", "set the clock")],
    [3, new AppError("IMPORT_FAILED", "failed", { reason: "THROTTLED" })],
    [4, new AppError("IMPORT_FAILED", "failed", { reason: "SERVICE_ACCOUNT_BLOCKED" })],
    [4, new AppError("PARTNER_UNAVAILABLE", "no answer")],
  ])("exits %i for %s", async (code, error) => {
    expect((await run("tenants list", error)).code).toBe(code);
  });

  it("says what Microsoft's refusal of the partner means and what to do, and exits 4", async () => {
    const refused = Object.assign(new Error("raw"), { code: "CLIENT_CREDENTIAL_INVALID", detail: "AADSTS7000222" });
    const withToken = async () => Promise.reject(refused);
    const tools = toolsWith({ signIn: { withBrowser: unexpected, withToken } });

    const { code, err } = await run("login --refresh-token-stdin", tools, { stdin: "0.token" });

    expect(code).toBe(4);
    expect(err).toMatch(/^error: .+ \(AADSTS7000222\) .+ \[CLIENT_CREDENTIAL_INVALID\]\n$/);
  });

  it("refuses an old schema, and closes what it opened", async () => {
    let closed = false;
    const prepareSchema = async () => Promise.reject(new AppError("SCHEMA_OUT_OF_DATE", "run `migrate`"));

    const { code, err } = await run(
      "tenants list",
      toolsWith({ prepareSchema, close: async () => void (closed = true) }),
    );

    expect([code, closed]).toEqual([2, true]);
    expect(err).toContain("migrate");
  });
});

describe("migrate", () => {
  it("runs on an old schema and names what it applied", async () => {
    const prepareSchema = async () => Promise.reject(new Error("old"));
    const migrate = async () => ["CreateTables", "AddLedger"];

    const { code, objects } = await run("migrate --json", toolsWith({ prepareSchema, migrate }));

    expect(code).toBe(0);
    expect(objects).toEqual([{ migration: "CreateTables" }, { migration: "AddLedger" }]);
  });
});

describe("login", () => {
  it("prints the address, waits, and closes the listener", async () => {
    let closed = false;
    const ports: number[] = [];
    const withBrowser = async (port: number) => {
      ports.push(port);
      const finished = Promise.resolve({ username: "svc@partner.example" });
      return { url: "https://login.example/authorize", finished, close: () => void (closed = true) };
    };

    const ran = await run("login --json --port 0", toolsWith({ signIn: { withBrowser, withToken: async () => {} } }));

    expect(ran.err).toContain("https://login.example/authorize");
    expect(ran.objects).toEqual([{ signedIn: true, username: "svc@partner.example" }]);
    expect([ports, closed]).toEqual([[0], true]);
  });

  it("takes a refresh token from standard input and never repeats it", async () => {
    const tokens: string[] = [];
    const withToken = async (token: string) => void tokens.push(token);
    const tools = toolsWith({ signIn: { withBrowser: unexpected, withToken } });

    const ran = await run("login --refresh-token-stdin", tools, { stdin: "0.token\n" });

    expect(tokens).toEqual(["0.token"]);
    expect(ran.code).toBe(0);
    expect(ran.out + ran.err).not.toContain("0.token");
  });

  it("refuses an empty standard input", async () => {
    expect((await run("login --refresh-token-stdin", toolsWith({}), { stdin: "\n" })).code).toBe(2);
  });
});

describe("tenants", () => {
  it("lists what is known of each, without a name's control characters", async () => {
    const list = async () => [aTenant(1, { name: "Evil\u001b[2J\nCorp", firstSnapshot: day, lastSnapshot: day })];
    const tools = toolsWith({ tenants: { list, sync: unexpected, held: unexpected } });

    expect((await run("tenants list", tools)).out).toBe(
      `${tenantNo(1)}  ACTIVE  Evil\u{FFFD}[2J\u{FFFD}Corp  2026-02-28 to 2026-02-28\n`,
    );
    expect((await run("tenants list --json", tools)).objects).toEqual([{ ...(await list())[0] }]);
  });

  it("says what a sync changed", async () => {
    const sync = async () => ({ added: 2, renamed: 1, gone: 0, total: 5, held: null });
    const tools = toolsWith({ tenants: { sync, held: unexpected, list: async () => [] } });

    expect((await run("tenants sync", tools)).out).toBe("5 tenants: 2 added, 1 renamed, 0 gone\n");
  });

  it("exits 3 and says what to do when a list is not believed", async () => {
    const held = { active: 4, missing: [tenantNo(1), tenantNo(2)] };
    const sync = async () => ({ added: 0, renamed: 0, gone: 0, total: 2, held });
    const tools = toolsWith({ tenants: { sync, held: unexpected, list: unexpected } });

    const { code, objects, err } = await run("tenants sync --json", tools);

    expect(code).toBe(3);
    expect(objects).toEqual([{ added: 0, renamed: 0, gone: 0, total: 2, held: 2 }]);
    expect(err).toContain("--accept-shrink");
  });

  it("hands on who believes a list that shrank", async () => {
    const asked: OnShrink[] = [];
    const sync = async (onShrink: OnShrink) => {
      asked.push(onShrink);
      return { added: 0, renamed: 0, gone: 2, total: 2, held: null };
    };
    const tools = toolsWith({ tenants: { sync, held: unexpected, list: unexpected } });

    await run("tenants sync", tools);
    await run("tenants sync --accept-shrink --by 'Anna'", tools);
    await run("tenants sync --accept-shrink", tools);

    expect(asked).toEqual([
      { kind: "hold" },
      { kind: "accept", actor: "Anna" },
      { kind: "accept", actor: userInfo().username },
    ]);
  });

  it("lists whom a held list does not name", async () => {
    const held = async () => ({ since: new Date(0), active: 4, missing: [tenantNo(1), tenantNo(2)] });
    const tenants = { sync: unexpected, held, list: async () => [aTenant(1), aTenant(2)] };

    const { objects, err } = await run("tenants held --json", toolsWith({ tenants }));

    const heldSince = "1970-01-01T00:00:00.000Z";
    expect(objects).toEqual([
      { tenantId: tenantNo(1), name: "Tenant 1", heldSince },
      { tenantId: tenantNo(2), name: "Tenant 2", heldSince },
    ]);
    expect(err).toContain("2 of 4");
  });

  it("says that no list is held", async () => {
    const tenants = { sync: unexpected, held: async () => null, list: unexpected };

    expect((await run("tenants held", toolsWith({ tenants }))).err).toBe("No customer list is held.\n");
  });
});

describe("coverage", () => {
  const about = { tenantId: tenantNo(1), date: day };
  const missing: TenantDayAnswer = { ...about, state: "MISSING", snapshot: null, reason: null, checks: [] };

  it("asks for the last thirty days of every tenant unless told otherwise", async () => {
    const asked: CoverageInput[] = [];
    const coverage = async (input: CoverageInput) => (asked.push(input), [missing]);

    const { objects } = await run("coverage --json", toolsWith({ coverage }));
    await run(`coverage --tenant ${tenantNo(2)} --from 2026-01-01 --to 2026-01-31`, toolsWith({ coverage }));

    expect(asked).toEqual([
      { tenantIds: null, from: "2026-01-31", to: "2026-03-01" },
      { tenantIds: [tenantNo(2)], from: "2026-01-01", to: "2026-01-31" },
    ]);
    const counts = { revision: null, users: null, skus: null, reason: null };
    expect(objects).toEqual([{ tenantId: tenantNo(1), day, state: "MISSING", ...counts }]);
  });

  it.each(["coverage --from 2026-02-30", "coverage --from 2026-02-02 --to 2026-02-01", "coverage --to today"])(
    "exits 2 for: %s",
    async (line) => {
      expect((await run(line, toolsWith({}))).code).toBe(2);
    },
  );
});

describe("suspect", () => {
  const check = {
    code: "USERS_HALVED",
    ok: false,
    message: "users against the last sealed day",
    expected: 100,
    actual: 40,
    skuId: null,
  } as const;
  const held = { tenantId: tenantNo(1), day, completedAt: new Date(0), users: 40, skus: 2, checks: [check] };
  const decisions: Decision[] = [];
  const reject = async (decision: Decision) => void decisions.push(decision);
  const suspects = { list: async () => [held], accept: async () => ({ revision: 2 }), reject };

  it("lists the held days with the checks that hold them, what was expected and what came", async () => {
    const ran = await run("suspect list", toolsWith({ suspects }));
    const { objects } = await run("suspect list --json", toolsWith({ suspects }));

    expect(ran.out).toContain("USERS_HALVED: users against the last sealed day, 100 expected, 40 found");
    expect(objects).toEqual([{ ...held, completedAt: "1970-01-01T00:00:00.000Z" }]);
  });

  it.each([
    ["accept", { outcome: "accepted", revision: 2 }],
    ["reject", { outcome: "rejected", revision: null }],
  ])("can %s a held day", async (decision, outcome) => {
    const line = `suspect ${decision} --tenant ${tenantNo(1)} --day 2026-02-28 --json`;

    const { code, objects } = await run(line, toolsWith({ suspects }));

    expect(code).toBe(0);
    expect(objects).toEqual([{ tenantId: tenantNo(1), day, ...outcome }]);
  });

  it("hands on who decides", async () => {
    decisions.length = 0;

    await run(`suspect reject --tenant ${tenantNo(1)} --day 2026-02-28 --by Anna`, toolsWith({ suspects }));
    await run(`suspect reject --tenant ${tenantNo(1)} --day 2026-02-28`, toolsWith({ suspects }));
    const { code } = await run(
      `suspect reject --tenant ${tenantNo(1)} --day 2026-02-28 --by ' '`,
      toolsWith({ suspects }),
    );

    expect(decisions.map(({ actor }) => actor)).toEqual(["Anna", userInfo().username]);
    expect(code).toBe(2);
  });
});

describe("actions", () => {
  const action = { actor: "Anna", action: "SUSPECT_ACCEPTED", tenantId: tenantNo(1), day, detail: null } as const;

  it("lists what operators decided, as many as asked", async () => {
    const asked: number[] = [];
    const actions = async (most: number) => (asked.push(most), [{ at: new Date(0), ...action }]);

    const { objects } = await run("actions --json", toolsWith({ actions }));
    await run("actions --most 7", toolsWith({ actions }));

    expect(asked).toEqual([100, 7]);
    expect(objects).toEqual([{ at: "1970-01-01T00:00:00.000Z", ...action }]);
    expect((await run("actions --most 0", toolsWith({ actions }))).code).toBe(2);
  });

  it("says that there is none", async () => {
    expect((await run("actions", toolsWith({ actions: async () => [] }))).err).toContain("No operator");
  });
});

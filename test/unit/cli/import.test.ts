import { describe, expect, it } from "@jest/globals";
import type { CliTools, ImportOptions } from "../../../src/cli/tools.js";
import { AppError } from "../../../src/errors.js";
import type { ImportOutcome } from "../../../src/model/import-outcome.js";
import type { TenantId } from "../../../src/model/tenant.js";
import { aTenant, failed, run, sealed, tenantNo, toolsWith, unexpected } from "./hand-made-tools.js";

/** Tools that know as many tenants as there are outcomes, and end each as its outcome says. */
function importing(outcomes: readonly (ImportOutcome | Error)[]): CliTools & { asked: [TenantId, ImportOptions][] } {
  const asked: [TenantId, ImportOptions][] = [];
  const tenants = outcomes.map((_, index) => aTenant(index + 1));
  const importTenant: CliTools["importTenant"] = async (tenantId, options) => {
    asked.push([tenantId, options]);
    options.onProgress?.(60);
    const outcome = outcomes[tenants.findIndex((tenant) => tenant.tenantId === tenantId)];
    if (outcome === undefined) return unexpected();
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  return {
    ...toolsWith({ tenants: { list: async () => tenants, sync: unexpected, held: unexpected }, importTenant }),
    asked,
  };
}

const many = Array.from({ length: 20 }, () => sealed);

describe("import", () => {
  it("prints one object a line for a tenant", async () => {
    const { code, objects } = await run(`import --tenant ${tenantNo(1)} --json`, importing([sealed]));

    const counts = { revision: 1, users: 60, skus: 9 };
    expect(objects).toEqual([{ tenantId: tenantNo(1), day: "2026-03-01", outcome: "sealed", ...counts, reason: null }]);
    expect(code).toBe(0);
  });

  it("names the reason of a failure, and what to do about it, to a person", async () => {
    const tools = importing([failed("GDAP_MISSING")]);

    const ran = await run("import --all", tools);

    expect(ran.out).toMatch(/2026-03-01 {2}failed {2}GDAP_MISSING {2}\S+ .+/);
    expect(ran.code).toBe(3);
  });

  it("prints nulls where a failed tenant has no numbers", async () => {
    const { objects } = await run("import --all --json", importing([failed("THROTTLED")]));

    const counts = { revision: null, users: null, skus: null };
    expect(objects).toEqual([
      { tenantId: tenantNo(1), day: "2026-03-01", outcome: "failed", ...counts, reason: "THROTTLED" },
    ]);
  });

  it.each<[number, string, ImportOutcome]>([
    [0, "a day sealed before", { kind: "already-sealed", revision: 1, users: 1, skus: 1 }],
    [0, "the same content again", { kind: "unchanged", revision: 1, users: 1, skus: 1 }],
    [3, "a held day", { kind: "held", users: 1, skus: 1 }],
    [3, "a day held before", { kind: "already-held" }],
    [3, "a busy tenant", { kind: "busy" }],
    [3, "a tenant's failure", failed("CONSENT_MISSING")],
    [3, "a tenant given up at a signal", { kind: "stopped" }],
    [4, "a partner-wide failure", failed("REFRESH_TOKEN_EXPIRED")],
  ])("exits %i for %s among others that went well", async (expected, _, outcome) => {
    expect((await run("import --all", importing([sealed, outcome, sealed]))).code).toBe(expected);
  });

  it("asks eight tenants at once and no more", async () => {
    let running = 0;
    let most = 0;
    const tools = importing(many);
    const importTenant: CliTools["importTenant"] = async () => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      return sealed;
    };

    const { objects } = await run("import --all --json", { ...tools, importTenant });

    expect(most).toBe(8);
    expect(objects).toHaveLength(20);
  });

  it("asks no further tenant after a partner-wide failure, and says so of each", async () => {
    const tools = importing(many.map(() => failed("CLIENT_CREDENTIAL_INVALID")));

    const { code, objects } = await run("import --all --json", tools);

    expect(code).toBe(4);
    expect(tools.asked.length).toBeLessThanOrEqual(8);
    expect(objects).toHaveLength(20);
    expect(objects.filter((object) => (object as { reason: string }).reason === "NOT_ATTEMPTED")).toHaveLength(
      20 - tools.asked.length,
    );
  });

  it("asks no further tenant once a signal stopped it, and says so of each", async () => {
    const tools = importing([sealed, ...many.map(() => ({ kind: "stopped" }) as const)].slice(0, 20));

    const { code, objects } = await run("import --all --json", tools);

    expect(code).toBe(3);
    expect(tools.asked.length).toBeLessThanOrEqual(9);
    expect(objects.map((object) => (object as { outcome: string }).outcome)).toEqual([
      "sealed",
      ...Array<string>(19).fill("stopped"),
    ]);
  });

  it("asks no further tenant after a fault of ours, prints what is done and closes", async () => {
    let closed = false;
    const tools = importing([sealed, new Error("boom"), ...many]);
    const close = async () => void (closed = true);

    const { code, objects, err } = await run("import --all --json", { ...tools, close });

    expect(code).toBe(1);
    expect(tools.asked.length).toBeLessThanOrEqual(9);
    expect(objects.length).toBeGreaterThan(0);
    expect(err).toContain("boom");
    expect(closed).toBe(true);
  });

  it("leaves tenants that are gone out of --all, and asks a tenant named twice once", async () => {
    const tools = importing([sealed, sealed]);
    const list = async () => [aTenant(1, { state: "GONE" }), aTenant(2)];

    await run("import --all", { ...tools, tenants: { ...tools.tenants, list } });
    await run(`import --tenant ${tenantNo(1)} --tenant ${tenantNo(1).toUpperCase()}`, tools);

    expect(tools.asked.map(([tenantId]) => tenantId)).toEqual([tenantNo(2), tenantNo(1)]);
  });

  it("hands --again and its reason on", async () => {
    const tools = importing([sealed]);

    await run("import --all --again --reason 'consent came late'", tools);

    expect(tools.asked[0]?.[1]).toMatchObject({ again: true, reason: "consent came late" });
  });

  it("does not call it well when there is no tenant at all", async () => {
    const { code, err } = await run("import --all", importing([]));

    expect(err).toContain("tenants sync");
    expect(code).toBe(2);
  });

  it.each([
    ["import", /--tenant <id> or --all/],
    [`import --all --tenant ${tenantNo(1)}`, /--tenant <id> or --all/],
    ["import --all --again", /--reason <text>/],
    ["import --all --reason why", /--again/],
    ["import --all --again --reason ' '", /must say why/],
    ["import --tenant contoso", /--tenant must be a GUID/],
    [`import --tenant ${tenantNo(7)}`, /no known tenant/],
  ])("exits 2 for: %s", async (line, message) => {
    const tools = importing([sealed]);

    const { code, err } = await run(line, tools);

    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(tools.asked).toEqual([]);
  });

  it("shows a bar on a terminal and clears it away", async () => {
    const { err, out } = await run("import --all", importing([sealed, sealed]), { isTTY: true });

    expect(err).toContain("/2 tenants");
    expect(err).toContain("2 tenants: 2 sealed");
    expect(out).toMatch(/sealed[^\n]*\n.*sealed/);
  });

  it("shows no bar elsewhere", async () => {
    expect((await run("import --all", importing([sealed, sealed]))).err).toBe("2 tenants: 2 sealed\n");
  });

  it("exits 4 when the service account was never signed in", async () => {
    const tools = importing([new AppError("NOT_SIGNED_IN", "run `login` first")]);

    expect(await run("import --all", tools)).toMatchObject({
      code: 4,
      err: "error: run `login` first [NOT_SIGNED_IN]\n",
    });
  });
});

import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { startSimulator, tenantsOfSizes, type Simulator } from "../../../simulator/simulator.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { ask, build, emptyFolder, type Outcome, Started } from "../../support/built-product.js";
import { environmentOf } from "../../support/simulator-environment.js";
import { until } from "../../support/until.js";
import { selfSignedCertificate } from "../simulator/self-signed-certificate.js";

describeEachDatabase("the operator's commands, from an empty database to an answer", (create, name) => {
  const cwd = emptyFolder();
  const certificate = selfSignedCertificate();
  let entries: string;
  let simulator: Simulator;
  let env: Record<string, string>;
  let drop: () => Promise<void>;

  function cli(args: string[], input = ""): Promise<Outcome> {
    return new Started(join(entries, "cli.js"), args, { cwd, env, input }).ended();
  }

  function lines(outcome: Outcome): Record<string, unknown>[] {
    return outcome.stdout
      .split("\n")
      .flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Record<string, unknown>]));
  }

  beforeAll(async () => {
    entries = build();
    const clientCertificatePem = certificate.certificatePem;
    simulator = await startSimulator({ tenants: tenantsOfSizes([40, 120, 60], 7), clientCertificatePem });
    const database = await create();
    drop = () => database.drop();
    env = {
      ...environmentOf(simulator, database.url),
      LOG_LEVEL: "error",
    };
  }, 120_000);
  afterAll(async () => {
    await simulator.close();
    await drop();
  });

  it("brings the schema up to date; before that an old one on a server is refused by every entry", async () => {
    const early = await cli(["tenants", "list"]);
    for (const entry of name === "embedded" ? [] : ["serve.js", "work.js", "demo.js"]) {
      const refused = await new Started(join(entries, entry), [], { cwd, env: { ...env, PORT: "0" } }).ended();
      expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("run `npm run cli -- migrate` first") });
    }
    const migrated = await cli(["migrate"]);

    expect(early.code).toBe(name === "embedded" ? 0 : 2);
    if (name !== "embedded") expect(early.stderr).toContain("migrate");
    expect(migrated.code).toBe(0);
  });

  it("says what to do when nobody has signed in", async () => {
    const outcome = await cli(["tenants", "sync"]);

    expect(outcome.code).toBe(4);
    expect(outcome.stderr).toContain("login");
  });

  it("refuses a refresh token that is no good, and keeps one that is", async () => {
    const refused = await cli(["login", "--refresh-token-stdin"], "nonsense\n");
    const kept = await cli(["login", "--refresh-token-stdin"], `${simulator.issueRefreshToken()}\n`);

    expect(refused.code).toBe(4);
    expect(kept.code).toBe(0);
  });

  async function signInWithBrowser(environment: Record<string, string>): Promise<Outcome> {
    const login = new Started(join(entries, "cli.js"), ["login", "--port", "0"], { cwd, env: environment });
    const [page] = await login.notes(/http\S+authorize\S+/);
    const landing = await fetch(page);
    expect(landing.ok).toBe(true);
    return login.ended();
  }

  it("signs in with a browser, by the secret", async () => {
    const outcome = await signInWithBrowser(env);

    expect(outcome).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Signed in as /) });
  });

  it("signs in with a browser, by the certificate, and lists the customers with it", async () => {
    writeFileSync(join(cwd, "ours.pem"), certificate.certificatePem);
    writeFileSync(join(cwd, "ours.key"), certificate.privateKeyPem);
    const { MICROSOFT_CLIENT_SECRET: _, ...others } = env;
    env = { ...others, MICROSOFT_CLIENT_CERTIFICATE_FILE: "ours.pem", MICROSOFT_CLIENT_KEY_FILE: "ours.key" };

    const outcome = await signInWithBrowser(env);
    const synced = await cli(["tenants", "sync", "--json"]);

    expect(outcome).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Signed in as /) });
    expect(lines(synced)).toMatchObject([{ added: 3, total: 3 }]);
  });

  it("asks for a new sign-in after a new encryption key, and takes it", async () => {
    env = { ...env, TOKEN_ENCRYPTION_KEY: randomBytes(32).toString("base64") };

    const unreadable = await cli(["tenants", "sync"]);
    const again = await cli(["login", "--refresh-token-stdin"], `${simulator.issueRefreshToken()}\n`);

    expect(unreadable.code).toBe(4);
    expect(unreadable.stderr).toContain("login");
    expect(again.code).toBe(0);
  });

  it("imports today once, and leaves it alone the second time", async () => {
    const synced = await cli(["tenants", "sync"]);
    const first = await cli(["import", "--all", "--json"]);
    const second = await cli(["import", "--all", "--json"]);

    expect(synced.code).toBe(0);
    expect(lines(first).map((line) => line["outcome"])).toEqual(["sealed", "sealed", "sealed"]);
    expect(lines(second).map((line) => line["outcome"])).toEqual([
      "already-sealed",
      "already-sealed",
      "already-sealed",
    ]);
    expect([first.code, second.code]).toEqual([0, 0]);
  });

  it("reads the day once more with a reason: the same content keeps its revision", async () => {
    const again = await cli(["import", "--all", "--again", "--reason", "a test", "--json"]);

    expect(lines(again).map(({ outcome, revision }) => [outcome, revision])).toEqual(Array(3).fill(["unchanged", 1]));
  });

  it("reports the tenant that Conditional Access blocks with its reason, and goes on with the others", async () => {
    const [blocked] = simulator.tenants;
    simulator.fault({ tenantId: blocked?.tenantId ?? "", on: "token", fault: { kind: "aadsts", code: 53003 } });

    const outcome = await cli(["import", "--all", "--again", "--reason", "a test", "--json"]);

    const of = (tenantId: string | undefined) => lines(outcome).find((line) => line["tenantId"] === tenantId);
    expect(outcome.code).toBe(3);
    expect(of(blocked?.tenantId)).toMatchObject({ outcome: "failed", reason: "BLOCKED_BY_CONDITIONAL_ACCESS" });
    expect(lines(outcome).filter((line) => line["outcome"] === "unchanged")).toHaveLength(2);
    expect(simulator.unmetFaults()).toEqual([]);
  });

  it("gives up what it reads at SIGTERM, and leaves no tenant busy", async () => {
    const again = ["import", "--all", "--again", "--reason", "a test", "--json"];
    for (const { tenantId } of simulator.tenants) simulator.fault({ tenantId, on: "users", fault: { kind: "hang" } });
    const importing = new Started(join(entries, "cli.js"), again, { cwd, env });
    await until(() => simulator.unmetFaults().length === 0);

    const stopped = await importing.terminate();
    const next = await cli(again);

    expect(stopped.code).toBe(3);
    expect(lines(stopped).map(({ outcome }) => outcome)).toEqual(["stopped", "stopped", "stopped"]);
    expect(lines(next).map(({ outcome }) => outcome)).toEqual(["unchanged", "unchanged", "unchanged"]);
  });

  it("holds half a directory, and shows it only when the operator accepts it", async () => {
    const tenantId = simulator.tenants[1]?.tenantId ?? "";
    const day = new Date().toISOString().slice(0, 10);
    simulator.fault({ tenantId, on: "users", times: Infinity, fault: { kind: "missing-users", keep: 0.3 } });
    const held = await cli(["import", "--tenant", tenantId, "--again", "--reason", "a test", "--json"]);
    simulator.clearFaults();
    const listed = await cli(["suspect", "list", "--json"]);

    const accepted = await cli(["suspect", "accept", "--tenant", tenantId, "--day", day]);

    expect([held.code, lines(held)[0]?.["outcome"]]).toEqual([3, "held"]);
    expect(lines(listed)).toMatchObject([{ tenantId, day }]);
    expect(accepted.code).toBe(0);
    expect(lines(await cli(["suspect", "list", "--json"]))).toEqual([]);
  });

  /** `npm start` starts demo.js, and the Dockerfile serve.js. */
  it.each(["serve.js", "demo.js"])("serves what was imported, and no made-up day beside it: %s", async (entry) => {
    const server = new Started(join(entries, entry), [], { cwd, env: { ...env, PORT: "0", LOG_LEVEL: "info" } });
    const url = /http:[^"\s]+?(?=\/graphql)/;
    const [place] = await (entry === "demo.js" ? server.says(url) : server.notes(url));

    const { data } = await ask<{ tenants: { nodes: { firstSnapshot: string }[] } }>(
      place,
      "{ tenants { nodes { firstSnapshot } } }",
    );

    const firstSnapshot = new Date().toISOString().slice(0, 10);
    expect(data.tenants.nodes).toEqual(Array(3).fill({ firstSnapshot }));
    expect(server.stdout).not.toContain("demo");
    expect((await server.terminate()).code).toBe(0);
  });

  it("leaves out of the totals what FREE_SKU_PART_NUMBERS adds to the free ones", async () => {
    interface Rows {
      licenses: { rows: { nodes: { key: { value: string }[] }[] } };
    }
    const [tenant] = simulator.tenants;
    const SPE_E3 = "05e9a617-0261-4cee-bb44-138d3ef5d965";
    const skusWith = async (more: Record<string, string>) => {
      const settings = { ...env, PORT: "0", LOG_LEVEL: "info", WORKER: "off", ...more };
      const server = new Started(join(entries, "serve.js"), [], { cwd, env: settings });
      const [url] = await server.notes(/http:[^"]+?(?=\/graphql)/);
      const query = `{ licenses(tenantIds: ["${tenant?.tenantId}"], groupBy: [{by: SKU}]) { rows { nodes { key { value } } } } }`;
      const { data } = await ask<Rows>(url, query);
      await server.terminate();
      return data.licenses.rows.nodes.map(({ key }) => key[0]?.value ?? "");
    };

    const all = await skusWith({});
    const fewer = await skusWith({ FREE_SKU_PART_NUMBERS: "SPE_E3" });

    expect(all).toContain(SPE_E3);
    expect(fewer).toEqual(all.filter((skuId) => skuId !== SPE_E3));
  });
});

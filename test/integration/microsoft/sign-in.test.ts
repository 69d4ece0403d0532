import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Fault, FaultRule } from "../../../simulator/simulator.js";
import type { MicrosoftConfig } from "../../../src/config.js";
import { SILENT_LOG } from "../../../src/log.js";
import { acceptRefreshToken, startSignIn } from "../../../src/microsoft/sign-in.js";
import { createThrottleGate } from "../../../src/microsoft/throttle-gate.js";
import type { SignInDeps } from "../../../src/microsoft/token-source.js";
import {
  failureOf,
  memoryStore,
  skippingClock,
  sourcesOf,
  startCloud,
  type MemoryStore,
  type TestCloud,
} from "./cloud.js";

let cloud: TestCloud;
let store: MemoryStore;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "sign-in-"));
  cloud = await startCloud({ clientCertificatePem: makeCertificate("ours") });
  store = memoryStore(null);
});

afterEach(async () => {
  const unmet = cloud.simulator.unmetFaults();
  await cloud.simulator.close();
  rmSync(folder, { recursive: true });
  expect(unmet).toEqual([]);
});

function makeCertificate(name: string): string {
  const files = ["-keyout", join(folder, `${name}.key`), "-out", join(folder, `${name}.pem`)];
  const how = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", `/CN=${name}`];
  execFileSync("openssl", [...how, ...files], { stdio: "ignore" });
  return readFileSync(join(folder, `${name}.pem`), "utf8");
}

const certificate = (name: string): MicrosoftConfig["credential"] => ({
  kind: "certificate",
  certificateFile: join(folder, `${name}.pem`),
  keyFile: join(folder, `${name}.key`),
});
const depsOf = (credential = cloud.config.credential): SignInDeps => {
  const { time, sleep } = skippingClock();
  const gate = createThrottleGate({ time });
  return { config: { ...cloud.config, credential }, store, log: SILENT_LOG, time, sleep, gate };
};
const ask = (fault: Fault, more: Partial<FaultRule> = {}) => cloud.simulator.fault({ on: "token", fault, ...more });
const open = (url: string) => fetch(url).then((response) => response.text());

describe("a sign-in in the browser", () => {
  const credentials: [string, () => MicrosoftConfig["credential"]][] = [
    ["the secret", () => cloud.config.credential],
    ["the certificate", () => certificate("ours")],
  ];

  it.each(credentials)("with %s stores a refresh token that reads every tenant", async (_, credential) => {
    const signIn = await startSignIn(depsOf(credential()), { port: 0 });

    const page = await open(signIn.url);

    expect(page).toContain("Signed in");
    expect(await signIn.finished).toEqual({ username: expect.stringContaining("@") });
    expect(store.written).toHaveLength(1);
    const { tokens } = sourcesOf(cloud.simulator, depsOf(credential()).config, store);
    expect((await tokens.redeem(cloud.tenant, "graph")).tenantId).toBe(cloud.tenant);
  });

  it("asks with PKCE, a state and a redirect to loopback", async () => {
    const signIn = await startSignIn(depsOf(), { port: 0 });
    const { origin, pathname, searchParams } = new URL(signIn.url);
    signIn.close();

    expect(origin).toBe(cloud.config.loginUrl);
    expect(pathname).toBe(`/${cloud.config.tenantId}/oauth2/v2.0/authorize`);
    expect(searchParams.get("code_challenge_method")).toBe("S256");
    expect(searchParams.get("state")).toMatch(/^[0-9a-f-]{36}$/);
    expect(searchParams.get("redirect_uri")).toMatch(/^http:\/\/localhost:\d+\/$/);
    expect(searchParams.get("scope")).toContain("offline_access");
    await expect(signIn.finished).rejects.toMatchObject({ code: "NOT_SIGNED_IN" });
  });

  it("turns an answer with another state away and goes on waiting", async () => {
    const signIn = await startSignIn(depsOf(), { port: 0 });
    const landing = new URL(signIn.url).searchParams.get("redirect_uri") ?? "";

    const stranger = await fetch(`${landing}?code=stolen&state=wrong`);
    await open(signIn.url);

    expect(stranger.status).toBe(400);
    await signIn.finished;
    expect(store.written).toHaveLength(1);
  });

  it("that the person refuses stores nothing", async () => {
    const signIn = await startSignIn(depsOf(), { port: 0 });
    const { searchParams } = new URL(signIn.url);
    const answer = new URLSearchParams({
      error: "access_denied",
      error_description: "AADSTS65004: User declined to consent to access the app.",
      state: searchParams.get("state") ?? "",
    });

    await open(`${searchParams.get("redirect_uri")}?${answer.toString()}`);

    expect(await failureOf(signIn.finished)).toMatchObject({ code: "CONSENT_MISSING" });
    expect(store.written).toEqual([]);
  });

  it("of another tenant's account stores nothing", async () => {
    ask({ kind: "wrong-tenant-token", tid: cloud.other });
    const signIn = await startSignIn(depsOf(), { port: 0 });

    await open(signIn.url);

    expect((await failureOf(signIn.finished)).code).toBe("WRONG_TENANT_TOKEN");
    expect(store.written).toEqual([]);
  });

  it("without a second factor stores nothing", async () => {
    await cloud.simulator.close();
    cloud = await startCloud({ secondFactor: false });
    const signIn = await startSignIn(depsOf(), { port: 0 });

    await open(signIn.url);

    expect((await failureOf(signIn.finished)).code).toBe("MFA_REQUIRED");
    expect(store.written).toEqual([]);
  });

  it("replaces a token that was stored before", async () => {
    store = memoryStore("old");
    const signIn = await startSignIn(depsOf(), { port: 0 });

    await open(signIn.url);
    await signIn.finished;

    expect(store.version()).toBe(2);
  });

  it("with a certificate that is not registered is the partner's failure", async () => {
    makeCertificate("stranger");
    const signIn = await startSignIn(depsOf(certificate("stranger")), { port: 0 });

    await open(signIn.url);

    expect(await failureOf(signIn.finished)).toMatchObject({
      code: "CLIENT_CREDENTIAL_INVALID",
      detail: "AADSTS700027",
    });
  });

  it("with a certificate file that is missing or none names the setting", async () => {
    await expect(startSignIn(depsOf(certificate("absent")), { port: 0 })).rejects.toMatchObject({
      code: "INVALID_CONFIGURATION",
      message: expect.stringContaining("MICROSOFT_CLIENT_CERTIFICATE_FILE"),
    });
    writeFileSync(join(folder, "absent.pem"), "rubbish");
    writeFileSync(join(folder, "absent.key"), "rubbish");
    await expect(startSignIn(depsOf(certificate("absent")), { port: 0 })).rejects.toMatchObject({
      code: "INVALID_CONFIGURATION",
    });
  });

  it("with a key that cannot sign is the partner's failure", async () => {
    writeFileSync(join(folder, "ours.key"), "rubbish");

    const failure = await failureOf(
      acceptRefreshToken(depsOf(certificate("ours")), cloud.simulator.issueRefreshToken()),
    );

    expect(failure.code).toBe("CLIENT_CREDENTIAL_INVALID");
  });
});

describe("a refresh token that was minted elsewhere", () => {
  it("is redeemed at the partner's tenant and stored, rotated", async () => {
    const token = cloud.simulator.issueRefreshToken();

    const { username } = await acceptRefreshToken(depsOf(), `${token}\n`);

    expect(username).toContain("@");
    expect(store.written).toHaveLength(1);
    expect(store.written[0]).not.toBe(token);
    expect(cloud.simulator.requests().map(({ tenantId }) => tenantId)).toEqual([cloud.config.tenantId]);
  });

  it.each<[string, string, Fault | null]>([
    ["REFRESH_TOKEN_EXPIRED", "none", null],
    ["REFRESH_TOKEN_EXPIRED", "expired", { kind: "aadsts", code: 700082 }],
    ["SERVICE_ACCOUNT_BLOCKED", "a blocked account's", { kind: "aadsts", code: 50057 }],
    ["MICROSOFT_UNAVAILABLE", "unverifiable now", { kind: "status", status: 503 }],
  ])("is refused as %s when it is %s, and nothing is stored", async (code, _, fault) => {
    if (fault !== null) ask(fault, { times: Infinity });
    const token = fault === null ? "rubbish" : cloud.simulator.issueRefreshToken();

    const failure = await failureOf(acceptRefreshToken(depsOf(), token));

    expect(failure.code).toBe(code);
    expect(store.written).toEqual([]);
  });

  it("is refused when its sign-in had no second factor, and nothing is stored", async () => {
    await cloud.simulator.close();
    cloud = await startCloud({ secondFactor: false });

    const failure = await failureOf(acceptRefreshToken(depsOf(), cloud.simulator.issueRefreshToken()));

    expect(failure.code).toBe("MFA_REQUIRED");
    expect(store.written).toEqual([]);
  });

  it("must not be empty", async () => {
    await expect(acceptRefreshToken(depsOf(), " \n")).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});

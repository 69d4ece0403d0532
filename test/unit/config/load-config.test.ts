import { describe, expect, it } from "@jest/globals";
import { loadConfig, SETTINGS } from "../../../src/config.js";
import type { SettingName } from "../../../src/config/settings.js";
import type { AppError } from "../../../src/errors.js";

const KEY = Buffer.alloc(32, 7).toString("base64");
const TENANT = "11111111-2222-3333-4444-555555555555";
const file = import.meta.filename;

const loopback = {
  MICROSOFT_LOGIN_URL: "http://127.0.0.1:5001",
  MICROSOFT_GRAPH_URL: "http://localhost:5002/",
  MICROSOFT_PARTNER_CENTER_URL: "http://[::1]:5003",
};
const credentials = {
  MICROSOFT_TENANT_ID: TENANT,
  MICROSOFT_CLIENT_ID: TENANT,
  MICROSOFT_CLIENT_SECRET: "hush-hush",
  TOKEN_ENCRYPTION_KEY: KEY,
};

function refusal(environment: NodeJS.ProcessEnv): AppError {
  try {
    loadConfig(environment);
  } catch (error) {
    return error as AppError;
  }
  throw new Error("the configuration was accepted");
}

/** Values that are not what a setting must be. */
const WRONG: [SettingName, string][] = [
  ["DATABASE_URL", "postgres://u:p@h/d"],
  ["DATABASE_URL", "mysql://user:hunter2@host:3306"],
  ["DATABASE_URL", "mysql://user:hunter2@one:3306,:3307/d"],
  ["DATABASE_URL", "mysql://user:hunter2@one,/d"],
  ["DATABASE_URL", "file:"],
  ["DATABASE_READ_URL", "file:x.db"],
  ["DATABASE_READ_URL", "mysql://user:hunter2@replica:3306/d"],
  ["MONGODB_URL", "mysql://user:hunter2@host/jobs"],
  ["MONGODB_URL", "mongodb://user:hunter2@host:27017/"],
  ["MONGODB_URL", "mongodb://user:hunter2@host:27017"],
  ["HOST", "a host"],
  ["PORT", "65536"],
  ["PORT", "4e3"],
  ["ALLOW_UNAUTHENTICATED", "yes"],
  ["MICROSOFT_TENANT_ID", "contoso.onmicrosoft.com"],
  ["MICROSOFT_CLIENT_ID", "app"],
  ["MICROSOFT_CLIENT_CERTIFICATE_FILE", "/nowhere/certificate.pem"],
  ["MICROSOFT_CLIENT_KEY_FILE", "/nowhere/key.pem"],
  ["MICROSOFT_LOGIN_URL", "http://login.microsoftonline.com"],
  ["MICROSOFT_LOGIN_URL", "ftp://127.0.0.1"],
  ["MICROSOFT_GRAPH_URL", "https://graph.microsoft.com/v1.0"],
  ["MICROSOFT_GRAPH_URL", "https://user:hunter2@graph.microsoft.com"],
  ["MICROSOFT_PARTNER_CENTER_URL", "https://api.partnercenter.microsoft.com?x=1"],
  ["TOKEN_ENCRYPTION_KEY", Buffer.alloc(31, 7).toString("base64")],
  ["TOKEN_ENCRYPTION_KEY", "hunter2"],
  ["LEASE_SECONDS", "0"],
  ["REVISION_RETENTION_DAYS", "-1"],
  ["WORKER", "yes"],
  ["PLAN_INTERVAL_SECONDS", "0"],
  ["IMPORT_CONCURRENCY", "0"],
  ["IMPORT_EARLIEST_UTC", "24:00"],
  ["IMPORT_EARLIEST_UTC", "1:00"],
  ["RETENTION_DAYS", "0"],
  ["ACCESS_RETENTION_DAYS", "-1"],
  ["THIN_AFTER_DAYS", "none"],
  ["CLOCK", "2026-03-01"],
  ["CLOCK", "1999-03-01T00:00:00Z"],
  ["WEBHOOK_URLS", "http://example.com/hook"],
  ["WEBHOOK_URLS", "https://example.com/hook,ftp://127.0.0.1/"],
  ["WEBHOOK_URLS", "https://user:hunter2@example.com/hook"],
  ["WEBHOOK_URLS", "https://example.com/hook#hunter2"],
  ["WEBHOOK_SECRET", "hunter2"],
  ["WEBHOOK_SECRET", Buffer.alloc(23).toString("base64")],
  ["WEBHOOK_SECRET", Buffer.alloc(65).toString("base64")],
  ["WEBHOOK_SECRET", `${KEY},${KEY},${KEY}`],
  ["METRICS_PORT", "none"],
  ["SUBGRAPH", "1"],
  ["ANSWER_CACHE_MB", "64MB"],
  ["LOG_LEVEL", "loud"],
];

describe("the configuration", () => {
  it("is the demo on loopback with the embedded database when nothing is given", () => {
    expect(loadConfig({})).toEqual({
      databaseUrl: "file:./data/snapshots.db",
      metricsPort: null,
      subgraph: false,
      databaseReadUrl: null,
      mongodbUrl: null,
      answerCacheBytes: 64 * 1_048_576,
      host: "127.0.0.1",
      port: 4000,
      allowUnauthenticated: false,
      microsoft: null,
      tokenEncryptionKey: null,
      leaseSeconds: 60,
      revisionRetentionDays: 30,
      worker: {
        inside: true,
        planSeconds: 120,
        importsAtOnce: 24,
        earliest: 60,
        keepDays: null,
        thinAfterDays: null,
        accessKeepDays: 730,
      },
      freeSkuPartNumbers: [],
      clock: null,
      webhookUrls: [],
      webhookSecrets: [],
      logLevel: "info",
    });
  });

  it("knows when the worker works, and how long days are kept", () => {
    const given = {
      WORKER: "off",
      IMPORT_EARLIEST_UTC: "23:59",
      RETENTION_DAYS: "400",
      THIN_AFTER_DAYS: "90",
      ACCESS_RETENTION_DAYS: "0",
    };

    expect(loadConfig(given).worker).toMatchObject({
      inside: false,
      earliest: 1_439,
      keepDays: 400,
      thinAfterDays: 90,
      accessKeepDays: null,
    });
  });

  it("takes an empty value for one that is not given", () => {
    expect(loadConfig({ PORT: "", MICROSOFT_TENANT_ID: " ", CLOCK: "" })).toEqual(loadConfig({}));
  });

  it("knows Microsoft's public cloud, and a secret", () => {
    const { microsoft, tokenEncryptionKey } = loadConfig({ ...credentials, MICROSOFT_TENANT_ID: TENANT.toUpperCase() });

    expect(microsoft).toEqual({
      tenantId: TENANT,
      clientId: TENANT,
      credential: { kind: "secret", secret: "hush-hush" },
      loginUrl: "https://login.microsoftonline.com",
      graphUrl: "https://graph.microsoft.com",
      partnerCenterUrl: "https://api.partnercenter.microsoft.com",
    });
    expect(tokenEncryptionKey).toHaveLength(32);
  });

  it("takes a certificate and its key in place of a secret, and origins without their last slash", () => {
    const { microsoft } = loadConfig({
      ...credentials,
      ...loopback,
      MICROSOFT_CLIENT_SECRET: "",
      MICROSOFT_CLIENT_CERTIFICATE_FILE: file,
      MICROSOFT_CLIENT_KEY_FILE: file,
    });

    expect(microsoft?.credential).toEqual({ kind: "certificate", certificateFile: file, keyFile: file });
    expect(microsoft?.graphUrl).toBe("http://localhost:5002");
  });

  it("reads the lists and numbers", () => {
    const config = loadConfig({
      FREE_SKU_PART_NUMBERS: "A_FREE, Microsoft_365_(free),",
      LEASE_SECONDS: "2",
      PORT: "0",
    });

    expect(config).toMatchObject({
      freeSkuPartNumbers: ["A_FREE", "Microsoft_365_(free)"],
      leaseSeconds: 2,
      port: 0,
    });
  });

  it("takes webhooks with a secret, with a second one while it is replaced, and each URL once", () => {
    const WEBHOOK_URLS = "https://example.com, http://127.0.0.1:8080/hook?a=1,https://example.com/";

    const { webhookUrls, webhookSecrets } = loadConfig({ WEBHOOK_URLS, WEBHOOK_SECRET: `whsec_${KEY}, ${KEY}` });

    expect(webhookUrls).toEqual(["https://example.com/", "http://127.0.0.1:8080/hook?a=1"]);
    expect(webhookSecrets).toEqual([Buffer.alloc(32, 7), Buffer.alloc(32, 7)]);
  });

  it("sends no webhook without a signature", () => {
    expect(refusal({ WEBHOOK_URLS: "https://example.com/" }).details.settings).toEqual(["WEBHOOK_SECRET"]);
  });

  it("moves the calendar while Microsoft is on loopback", () => {
    const CLOCK = "2026-03-01T08:00:00+01:00";

    expect(loadConfig({ CLOCK, ...credentials, ...loopback }).clock).toEqual(new Date("2026-03-01T07:00:00Z"));
    expect(loadConfig({ CLOCK }).clock).toEqual(new Date("2026-03-01T07:00:00Z"));
  });

  it.each([
    ["credentials for the public cloud", credentials],
    ["one real origin", { ...loopback, MICROSOFT_GRAPH_URL: "https://graph.microsoft.com" }],
    ["a name that only looks like loopback", { ...loopback, MICROSOFT_GRAPH_URL: "https://127.0.0.1.example.com" }],
    ["one origin left at Microsoft's", { MICROSOFT_GRAPH_URL: "http://127.0.0.1:1" }],
  ])("refuses CLOCK with %s", (_, environment) => {
    expect(refusal({ ...environment, CLOCK: "2026-03-01T08:00:00Z" }).message).toMatch(/^CLOCK must not be set/m);
  });

  it.each([
    "mongodb://user:hunter2@one:27017,two:27017/jobs?replicaSet=rs0",
    "mongodb+srv://user:hunter2@cluster.example.com/jobs",
  ])("takes %s for the jobs", (url) => {
    expect(loadConfig({ MONGODB_URL: url }).mongodbUrl).toBe(url);
  });

  it.each(WRONG)("names %s and what it must be, not its value %s", (setting, value) => {
    const error = refusal({ [setting]: value });

    expect(error.code).toBe("INVALID_CONFIGURATION");
    expect(error.message).toMatch(new RegExp(`^${setting} must `, "m"));
    expect(error.details.settings).toContain(setting);
    expect(JSON.stringify([error.message, error.details])).not.toContain("hunter2");
  });

  it("looks at every setting that is not free text", () => {
    const free: SettingName[] = ["MICROSOFT_CLIENT_SECRET", "FREE_SKU_PART_NUMBERS"];

    const looked = new Set<string>([...free, ...WRONG.map(([setting]) => setting)]);
    expect(SETTINGS.map(({ name }) => name).filter((name) => !looked.has(name))).toEqual([]);
  });

  it("names all that is wrong at once", () => {
    expect(refusal({ PORT: "x", LOG_LEVEL: "loud", LEASE_SECONDS: "0" }).details.settings).toEqual([
      "PORT",
      "LEASE_SECONDS",
      "LOG_LEVEL",
    ]);
  });

  it("starts no demo for somebody who names a real cloud and forgets the credentials", () => {
    const error = refusal({ MICROSOFT_GRAPH_URL: "https://graph.microsoft.us" });

    expect(error.message).toContain("MICROSOFT_TENANT_ID must be given too, because MICROSOFT_GRAPH_URL is");
    expect(loadConfig(loopback).microsoft).toBeNull();
  });

  it.each([
    ["MICROSOFT_CLIENT_ID", { ...credentials, MICROSOFT_CLIENT_ID: "" }],
    ["MICROSOFT_TENANT_ID", { ...credentials, MICROSOFT_TENANT_ID: "" }],
    ["MICROSOFT_CLIENT_SECRET", { ...credentials, MICROSOFT_CLIENT_SECRET: "" }],
    ["TOKEN_ENCRYPTION_KEY", { ...credentials, TOKEN_ENCRYPTION_KEY: "" }],
    [
      "MICROSOFT_CLIENT_SECRET",
      { ...credentials, MICROSOFT_CLIENT_KEY_FILE: file, MICROSOFT_CLIENT_CERTIFICATE_FILE: file },
    ],
    [
      "MICROSOFT_CLIENT_KEY_FILE",
      { ...credentials, MICROSOFT_CLIENT_SECRET: "", MICROSOFT_CLIENT_CERTIFICATE_FILE: file },
    ],
    [
      "MICROSOFT_CLIENT_CERTIFICATE_FILE",
      { ...credentials, MICROSOFT_CLIENT_SECRET: "", MICROSOFT_CLIENT_KEY_FILE: file },
    ],
  ])("refuses half of the credentials and names %s alone", (setting, environment) => {
    const error = refusal(environment);

    expect(error.details.settings).toEqual([setting]);
    expect(error.message).not.toContain("hush-hush");
  });

  it.each(["0.0.0.0", "::", "192.168.1.4", "example.com"])(
    "refuses to listen on %s without the spoken exception",
    (HOST) => {
      expect(refusal({ HOST }).message).toMatch(
        /^HOST must be a loopback address: .*no sign-in.*ALLOW_UNAUTHENTICATED=true/m,
      );
      expect(loadConfig({ HOST, ALLOW_UNAUTHENTICATED: "true" }).host).toBe(HOST);
    },
  );

  it.each(["127.0.0.1", "127.8.8.8", "::1", "localhost"])("listens on %s", (HOST) => {
    expect(loadConfig({ HOST }).host).toBe(HOST);
  });
});

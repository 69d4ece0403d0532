import { accessSync, constants, existsSync } from "node:fs";
import { isIPv4 } from "node:net";
import { z } from "zod";
import { AppError } from "./errors.js";

/** What the environment says, typed and frozen. */
export interface Config {
  readonly databaseUrl: string;
  /** Replicas for questions; null: none. */
  readonly databaseReadUrl: string | null;
  /** Where the jobs are kept; null: in the database itself. */
  readonly mongodbUrl: string | null;
  readonly host: string;
  readonly port: number;
  readonly allowUnauthenticated: boolean;
  /** Null: /metrics is on the API's port. */
  readonly metricsPort: number | null;
  /** Null: no credentials given, the demo cloud. */
  readonly microsoft: MicrosoftConfig | null;
  readonly tokenEncryptionKey: Buffer | null;
  readonly leaseSeconds: number;
  readonly revisionRetentionDays: number;
  readonly worker: WorkerConfig;
  readonly freeSkuPartNumbers: readonly string[];
  /** Where the calendar starts when the process starts; null: the real time. */
  readonly clock: Date | null;
  readonly subgraph: boolean;
  readonly answerCacheBytes: number;
  /** Where events are sent; https, or http on loopback. */
  readonly webhookUrls: readonly string[];
  /** What they are signed with, the newest first; an old one stays while receivers change over. */
  readonly webhookSecrets: readonly Buffer[];
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error" | "silent";
}

/** What the nightly jobs do, and where. */
export interface WorkerConfig {
  /** `serve` and `npm start` run a worker too, where there are credentials. */
  readonly inside: boolean;
  readonly planSeconds: number;
  readonly importsAtOnce: number;
  /** Minutes past midnight, UTC. */
  readonly earliest: number;
  /** Null: every day is kept. */
  readonly keepDays: number | null;
  readonly thinAfterDays: number | null;
}

/** The partner's app registration, and where Microsoft's servers are. */
export interface MicrosoftConfig {
  readonly tenantId: string;
  readonly clientId: string;
  readonly credential:
    | { readonly kind: "secret"; readonly secret: string }
    | { readonly kind: "certificate"; readonly certificateFile: string; readonly keyFile: string };
  /** Origins without a trailing slash, e.g. https://login.microsoftonline.com */
  readonly loginUrl: string;
  readonly graphUrl: string;
  readonly partnerCenterUrl: string;
}

/** Every setting there is. docker-compose.yml, .env.example and docs/settings.md are held to this list by a test. */
export const SETTINGS = [
  {
    name: "DATABASE_URL",
    meaning:
      "mysql://user:password@host:port/database, several nodes as host1:port1,host2:port2, or file:path for the embedded database",
    default: "file:./data/snapshots.db",
  },
  {
    name: "DATABASE_READ_URL",
    meaning: "replicas that questions are read on, written as DATABASE_URL is, with one host or several",
    default: null,
  },
  {
    name: "MONGODB_URL",
    meaning: "mongodb://user:password@host:port/database for the jobs alone; without it they are kept in the database",
    default: null,
  },
  { name: "HOST", meaning: "the address the API listens on", default: "127.0.0.1" },
  { name: "PORT", meaning: "the port the API listens on; GraphQL is at /graphql; 0 takes a free one", default: "4000" },
  {
    name: "ALLOW_UNAUTHENTICATED",
    meaning: "true lets HOST be other than a loopback address although the API has no sign-in yet",
    default: "false",
  },
  {
    name: "METRICS_PORT",
    meaning: "a port of its own for /metrics, /livez and /readyz, on HOST; without it they are on PORT",
    default: null,
  },
  {
    name: "MICROSOFT_TENANT_ID",
    meaning: "the partner's own tenant, a GUID; without it the demo cloud",
    default: null,
  },
  { name: "MICROSOFT_CLIENT_ID", meaning: "the partner's app registration, a GUID", default: null },
  { name: "MICROSOFT_CLIENT_SECRET", meaning: "the app's client secret; or else a certificate", default: null },
  {
    name: "MICROSOFT_CLIENT_CERTIFICATE_FILE",
    meaning: "PEM file with the app's certificate; needs MICROSOFT_CLIENT_KEY_FILE",
    default: null,
  },
  { name: "MICROSOFT_CLIENT_KEY_FILE", meaning: "PEM file with the certificate's private key", default: null },
  {
    name: "MICROSOFT_LOGIN_URL",
    meaning: "origin of the sign-in service; another in a national cloud",
    default: "https://login.microsoftonline.com",
  },
  {
    name: "MICROSOFT_GRAPH_URL",
    meaning: "origin of Microsoft Graph; with /.default also the scope of the tokens",
    default: "https://graph.microsoft.com",
  },
  {
    name: "MICROSOFT_PARTNER_CENTER_URL",
    meaning: "origin of the Partner Center API",
    default: "https://api.partnercenter.microsoft.com",
  },
  {
    name: "TOKEN_ENCRYPTION_KEY",
    meaning: "32 bytes in base64 that encrypt the stored refresh token; the demo alone makes a key file in ./data",
    default: null,
  },
  { name: "LEASE_SECONDS", meaning: "how long an import holds its tenant without a sign of life", default: "60" },
  {
    name: "REVISION_RETENTION_DAYS",
    meaning: "how many days an earlier revision of a day answers a pin or a cursor",
    default: "30",
  },
  {
    name: "WORKER",
    meaning:
      "on: the API's process runs the nightly jobs too, where there are credentials; off: only `npm run work` does",
    default: "on",
  },
  { name: "PLAN_INTERVAL_SECONDS", meaning: "how often the planner looks which tenants are due", default: "120" },
  { name: "IMPORT_CONCURRENCY", meaning: "how many tenants a worker imports side by side", default: "24" },
  { name: "IMPORT_EARLIEST_UTC", meaning: "the time of day, UTC, from which today is imported", default: "01:00" },
  {
    name: "RETENTION_DAYS",
    meaning: "days older than this are removed; without it every day is kept",
    default: null,
  },
  {
    name: "THIN_AFTER_DAYS",
    meaning: "of days older than this only the last of each month is kept; without it all of them are",
    default: null,
  },
  {
    name: "FREE_SKU_PART_NUMBERS",
    meaning: "part numbers, separated by commas, added to the list of free SKUs",
    default: null,
  },
  {
    name: "CLOCK",
    meaning: "an ISO instant where the calendar starts; only while every Microsoft origin is a loopback address",
    default: null,
  },
  {
    name: "SUBGRAPH",
    meaning: "true serves the API as a subgraph of Apollo Federation 2, for a router in front of it",
    default: "false",
  },
  {
    name: "ANSWER_CACHE_MB",
    meaning: "memory for whole answers about sealed days, in MB; 0 keeps none",
    default: "64",
  },
  {
    name: "WEBHOOK_URLS",
    meaning: "where events are sent, separated by commas; https, or http to a loopback address; needs WEBHOOK_SECRET",
    default: null,
  },
  {
    name: "WEBHOOK_SECRET",
    meaning:
      "24 to 64 bytes in base64, with or without whsec_ before them, that sign the webhooks; while one is replaced two, separated by a comma",
    default: null,
  },
  { name: "LOG_LEVEL", meaning: "trace, debug, info, warn, error or silent", default: "info" },
] as const satisfies readonly { name: string; meaning: string; default: string | null }[];

type SettingName = (typeof SETTINGS)[number]["name"];

/** The given values; an empty text counts as not given, because that is what a compose file passes on. */
type Given = Partial<Record<SettingName, string>>;

interface Problem {
  readonly setting: SettingName;
  readonly rule: string;
}

const ORIGINS = ["MICROSOFT_LOGIN_URL", "MICROSOFT_GRAPH_URL", "MICROSOFT_PARTNER_CENTER_URL"] as const;
const CREDENTIALS = [
  "MICROSOFT_CLIENT_SECRET",
  "MICROSOFT_CLIENT_CERTIFICATE_FILE",
  "MICROSOFT_CLIENT_KEY_FILE",
] as const;
const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "silent"] as const;

const origin = text(
  "must be an origin such as https://graph.microsoft.com (http for a loopback address only), without a path",
  isOrigin,
).transform((value) => new URL(value).origin);
const guid = z.guid({ error: "must be a GUID" }).transform((value) => value.toLowerCase());
const readableFile = text("must be the path of a file that can be read", isReadable);

const ENVIRONMENT = z.object({
  DATABASE_URL: text(
    "must be mysql://user:password@host:port/database (hosts separated by commas) or file:path",
    isDatabaseUrl,
  ),
  DATABASE_READ_URL: text(
    "must be mysql://user:password@host:port/database, hosts separated by commas",
    isServerUrl,
  ).optional(),
  MONGODB_URL: text("must be mongodb://user:password@host:port/database (or mongodb+srv://)", isMongodbUrl).optional(),
  HOST: text("must be a host name or an address, without a port", (value) => /^[\w.:-]+$/.test(value)),
  PORT: wholeNumber(0, 65_535),
  ALLOW_UNAUTHENTICATED: z.enum(["true", "false"], { error: "must be true or false" }),
  METRICS_PORT: wholeNumber(0, 65_535).optional(),
  MICROSOFT_TENANT_ID: guid.optional(),
  MICROSOFT_CLIENT_ID: guid.optional(),
  MICROSOFT_CLIENT_SECRET: z.string().optional(),
  MICROSOFT_CLIENT_CERTIFICATE_FILE: readableFile.optional(),
  MICROSOFT_CLIENT_KEY_FILE: readableFile.optional(),
  MICROSOFT_LOGIN_URL: origin,
  MICROSOFT_GRAPH_URL: origin,
  MICROSOFT_PARTNER_CENTER_URL: origin,
  TOKEN_ENCRYPTION_KEY: text("must be 32 bytes in base64, as `openssl rand -base64 32` prints them", isKey)
    .transform((value) => Buffer.from(value, "base64"))
    .optional(),
  LEASE_SECONDS: wholeNumber(1, 3600),
  REVISION_RETENTION_DAYS: wholeNumber(0, 3650),
  WORKER: z.enum(["on", "off"], { error: "must be on or off" }),
  PLAN_INTERVAL_SECONDS: wholeNumber(1, 3600),
  IMPORT_CONCURRENCY: wholeNumber(1, 200),
  IMPORT_EARLIEST_UTC: text("must be a time of day such as 01:00", (value) =>
    /^([01]\d|2[0-3]):[0-5]\d$/.test(value),
  ).transform((value) => Number(value.slice(0, 2)) * 60 + Number(value.slice(3))),
  RETENTION_DAYS: wholeNumber(1, 36_500).optional(),
  THIN_AFTER_DAYS: wholeNumber(1, 36_500).optional(),
  FREE_SKU_PART_NUMBERS: z.string().transform(toList).optional(),
  CLOCK: z.iso
    .datetime({ offset: true, error: "must be an ISO instant such as 2026-03-01T08:00:00Z" })
    .refine((value) => /^2\d{3}/.test(value), "must be an instant from the year 2000 to 2999")
    .transform((value) => new Date(value))
    .optional(),
  SUBGRAPH: z.enum(["true", "false"], { error: "must be true or false" }),
  ANSWER_CACHE_MB: wholeNumber(0, 16_384).transform((megabytes) => megabytes * 1_048_576),
  WEBHOOK_URLS: text(
    "must be https URLs (http for a loopback address only), separated by commas, without a user name or a fragment",
    (value) => toList(value).every(isWebhookUrl),
  )
    .transform((value) => [...new Set(toList(value).map((url) => new URL(url).href))])
    .optional(),
  WEBHOOK_SECRET: text(
    "must be one or two secrets of 24 to 64 bytes in base64, separated by a comma",
    areWebhookSecrets,
  )
    .transform((value) => toList(value).map(toSecret))
    .optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(", ")}` }),
} satisfies Record<SettingName, z.ZodType>);

type Environment = z.infer<typeof ENVIRONMENT>;

/** Reads every setting; INVALID_CONFIGURATION names each wrong one and what it should be, and repeats no value. */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const given = readGiven(environment);
  const parsed = ENVIRONMENT.safeParse({ ...defaults(), ...given });
  const problems = [
    ...(parsed.error?.issues ?? []).map(toProblem),
    ...credentialProblems(given),
    ...safetyProblems(given),
  ];
  if (problems.length > 0 || !parsed.success) throw invalidConfiguration(problems);
  return Object.freeze(toConfig(parsed.data));
}

/** Takes over what a `.env` file in the working directory says, where there is one; the real environment wins. */
export function loadEnvironmentFile(): void {
  if (existsSync(".env")) process.loadEnvFile(".env");
}

function readGiven(environment: NodeJS.ProcessEnv): Given {
  const trimmed = SETTINGS.map(({ name }) => [name, environment[name]?.trim() ?? ""] as const);
  return Object.fromEntries(trimmed.filter(([, value]) => value !== ""));
}

function defaults(): Given {
  return Object.fromEntries(
    SETTINGS.flatMap((setting) => (setting.default === null ? [] : [[setting.name, setting.default]])),
  );
}

function toConfig(settings: Environment): Config {
  return {
    databaseUrl: settings.DATABASE_URL,
    databaseReadUrl: settings.DATABASE_READ_URL ?? null,
    mongodbUrl: settings.MONGODB_URL ?? null,
    host: settings.HOST,
    port: settings.PORT,
    allowUnauthenticated: settings.ALLOW_UNAUTHENTICATED === "true",
    metricsPort: settings.METRICS_PORT ?? null,
    microsoft: toMicrosoft(settings),
    tokenEncryptionKey: settings.TOKEN_ENCRYPTION_KEY ?? null,
    leaseSeconds: settings.LEASE_SECONDS,
    revisionRetentionDays: settings.REVISION_RETENTION_DAYS,
    worker: toWorker(settings),
    freeSkuPartNumbers: settings.FREE_SKU_PART_NUMBERS ?? [],
    clock: settings.CLOCK ?? null,
    webhookUrls: settings.WEBHOOK_URLS ?? [],
    webhookSecrets: settings.WEBHOOK_SECRET ?? [],
    subgraph: settings.SUBGRAPH === "true",
    answerCacheBytes: settings.ANSWER_CACHE_MB,
    logLevel: settings.LOG_LEVEL,
  };
}

function toMicrosoft(settings: Environment): MicrosoftConfig | null {
  const { MICROSOFT_TENANT_ID: tenantId, MICROSOFT_CLIENT_ID: clientId } = settings;
  const credential = toCredential(settings);
  if (tenantId === undefined || clientId === undefined || credential === null) return null;
  return {
    tenantId,
    clientId,
    credential,
    loginUrl: settings.MICROSOFT_LOGIN_URL,
    graphUrl: settings.MICROSOFT_GRAPH_URL,
    partnerCenterUrl: settings.MICROSOFT_PARTNER_CENTER_URL,
  };
}

function toWorker(settings: Environment): WorkerConfig {
  return {
    inside: settings.WORKER === "on",
    planSeconds: settings.PLAN_INTERVAL_SECONDS,
    importsAtOnce: settings.IMPORT_CONCURRENCY,
    earliest: settings.IMPORT_EARLIEST_UTC,
    keepDays: settings.RETENTION_DAYS ?? null,
    thinAfterDays: settings.THIN_AFTER_DAYS ?? null,
  };
}

function toCredential(settings: Environment): MicrosoftConfig["credential"] | null {
  const { MICROSOFT_CLIENT_CERTIFICATE_FILE: certificateFile, MICROSOFT_CLIENT_KEY_FILE: keyFile } = settings;
  if (settings.MICROSOFT_CLIENT_SECRET !== undefined)
    return { kind: "secret", secret: settings.MICROSOFT_CLIENT_SECRET };
  if (certificateFile === undefined || keyFile === undefined) return null;
  return { kind: "certificate", certificateFile, keyFile };
}

/** All of the credentials or none, and the secret or the certificate: half of them must not start the demo. */
function credentialProblems(given: Given): Problem[] {
  const names = ["MICROSOFT_TENANT_ID", "MICROSOFT_CLIENT_ID", ...CREDENTIALS] as const;
  const present = names.filter((name) => given[name] !== undefined);
  if (present.length === 0) return [];
  const [secret, certificate, key] = CREDENTIALS.map((name) => given[name] !== undefined);
  const because = `must be given too, because ${present[0]} is`;
  const problems: Problem[] = [];
  for (const setting of ["MICROSOFT_TENANT_ID", "MICROSOFT_CLIENT_ID", "TOKEN_ENCRYPTION_KEY"] as const) {
    if (given[setting] === undefined) problems.push({ setting, rule: because });
  }
  if (secret && (certificate || key))
    problems.push({ setting: CREDENTIALS[0], rule: "must not be given together with a certificate" });
  if (!secret && !certificate && !key)
    problems.push({ setting: CREDENTIALS[0], rule: `(or ${CREDENTIALS[1]} and ${CREDENTIALS[2]}) ${because}` });
  if (certificate && !key) problems.push({ setting: CREDENTIALS[2], rule: `must be given with ${CREDENTIALS[1]}` });
  if (key && !certificate) problems.push({ setting: CREDENTIALS[1], rule: `must be given with ${CREDENTIALS[2]}` });
  return problems;
}

/** What would be valid word for word, and must not be: an open door, unsigned events, or a made-up day in real data. */
function safetyProblems(given: Given): Problem[] {
  const problems: Problem[] = [];
  if (given.HOST !== undefined && !isLoopback(given.HOST) && given.ALLOW_UNAUTHENTICATED !== "true") {
    problems.push({
      setting: "HOST",
      rule:
        "must be a loopback address: the API has no sign-in yet, so whoever reaches it reads every tenant. " +
        "Where something else keeps strangers out (a container published on 127.0.0.1), set ALLOW_UNAUTHENTICATED=true",
    });
  }
  if (given.WEBHOOK_URLS !== undefined && given.WEBHOOK_SECRET === undefined)
    problems.push({ setting: "WEBHOOK_SECRET", rule: "must be given with WEBHOOK_URLS" });
  if (given.DATABASE_READ_URL !== undefined && !given.DATABASE_URL?.startsWith("mysql:")) {
    problems.push({
      setting: "DATABASE_READ_URL",
      rule: "must not be set unless DATABASE_URL is a server (mysql://…)",
    });
  }
  if (given.CLOCK !== undefined && !speaksToLoopbackOnly(given)) {
    problems.push({ setting: "CLOCK", rule: `must not be set unless ${ORIGINS.join(", ")} are loopback addresses` });
  }
  return problems;
}

/** Without credentials and without origins it is the demo cloud, which is on loopback itself. */
function speaksToLoopbackOnly(given: Given): boolean {
  const demo = [...CREDENTIALS, ...ORIGINS].every((name) => given[name] === undefined);
  return demo || ORIGINS.every((name) => isLoopback(toUrl(given[name] ?? "")?.hostname ?? ""));
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || (isIPv4(host) && host.startsWith("127."));
}

function isOrigin(value: string): boolean {
  const url = toUrl(value);
  if (url === null || url.href !== `${url.origin}/`) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}

function isDatabaseUrl(value: string): boolean {
  return value.startsWith("file:") ? value.length > "file:".length : isServerUrl(value);
}

/** One URL for each host of the list. */
function isServerUrl(value: string): boolean {
  const [, userInfo = "", hosts = "", path = ""] = /^mysql:\/\/([^@/]*@)?([^/?]+)(\/[^/]+)$/.exec(value) ?? [];
  return hosts.split(",").every((host) => toUrl(`mysql://${userInfo}${host}${path}`)?.hostname);
}

/** Several hosts are allowed, which makes it no URL. The database must be named: the driver would take `test`. */
function isMongodbUrl(value: string): boolean {
  return /^mongodb(\+srv)?:\/\/[^/?\s]+\/[^/?.$\s]+(\?\S*)?$/.test(value);
}

function isKey(value: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(value);
}

function isWebhookUrl(value: string): boolean {
  const url = toUrl(value);
  if (url === null || url.username !== "" || url.password !== "" || url.hash !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}

function areWebhookSecrets(value: string): boolean {
  const secrets = toList(value);
  const areLong = secrets.map(toSecret).every(({ length }) => length >= 24 && length <= 64);
  return secrets.length > 0 && secrets.length <= 2 && areLong && secrets.every(isBase64);
}

function isBase64(value: string): boolean {
  return /^(whsec_)?(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value);
}

function toSecret(value: string): Buffer {
  return Buffer.from(value.replace(/^whsec_/, ""), "base64");
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function toUrl(value: string): URL | null {
  return URL.canParse(value) ? new URL(value) : null;
}

function toList(value: string): string[] {
  return value.split(",").flatMap((item) => item.trim() || []);
}

function text(rule: string, isValid: (value: string) => boolean) {
  return z.string().refine(isValid, rule);
}

function wholeNumber(lowest: number, highest: number) {
  const rule = `must be a whole number from ${lowest} to ${highest}`;
  const inRange = (value: string) => /^\d{1,9}$/.test(value) && Number(value) >= lowest && Number(value) <= highest;
  return text(rule, inRange).transform(Number);
}

function toProblem(issue: z.core.$ZodIssue): Problem {
  return { setting: issue.path[0] as SettingName, rule: issue.message };
}

function invalidConfiguration(problems: readonly Problem[]): AppError {
  const lines = problems.map(({ setting, rule }) => `${setting} ${rule}`);
  const settings = [...new Set(problems.map(({ setting }) => setting))];
  return new AppError("INVALID_CONFIGURATION", `The configuration is not valid:\n${lines.join("\n")}`, { settings });
}

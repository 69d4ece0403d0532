import { existsSync } from "node:fs";
import type { z } from "zod";
import { ENVIRONMENT, type Environment } from "./config/environment.js";
import { credentialProblems, safetyProblems, type Problem } from "./config/problems.js";
import { SETTINGS, type Given, type SettingName } from "./config/settings.js";
import { AppError } from "./errors.js";

export { isLoopback } from "./config/rules.js";
export { SETTINGS };

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
  /** How many days the access ledger goes back; null: for ever. */
  readonly accessKeepDays: number | null;
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
    accessKeepDays: settings.ACCESS_RETENTION_DAYS,
  };
}

function toCredential(settings: Environment): MicrosoftConfig["credential"] | null {
  const { MICROSOFT_CLIENT_CERTIFICATE_FILE: certificateFile, MICROSOFT_CLIENT_KEY_FILE: keyFile } = settings;
  if (settings.MICROSOFT_CLIENT_SECRET !== undefined)
    return { kind: "secret", secret: settings.MICROSOFT_CLIENT_SECRET };
  if (certificateFile === undefined || keyFile === undefined) return null;
  return { kind: "certificate", certificateFile, keyFile };
}

function toProblem(issue: z.core.$ZodIssue): Problem {
  return { setting: issue.path[0] as SettingName, rule: issue.message };
}

function invalidConfiguration(problems: readonly Problem[]): AppError {
  const lines = problems.map(({ setting, rule }) => `${setting} ${rule}`);
  const settings = [...new Set(problems.map(({ setting }) => setting))];
  return new AppError("INVALID_CONFIGURATION", `The configuration is not valid:\n${lines.join("\n")}`, { settings });
}

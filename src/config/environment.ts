import { z } from "zod";
import {
  areWebhookSecrets,
  isDatabaseUrl,
  isKey,
  isMongodbUrl,
  isOrigin,
  isReadable,
  isServerUrl,
  isWebhookUrl,
  toList,
  toSecret,
} from "./rules.js";
import { LOG_LEVELS, type SettingName } from "./settings.js";

const origin = text(
  "must be an origin such as https://graph.microsoft.com (http for a loopback address only), without a path",
  isOrigin,
).transform((value) => new URL(value).origin);
const guid = z.guid({ error: "must be a GUID" }).transform((value) => value.toLowerCase());
const readableFile = text("must be the path of a file that can be read", isReadable);

/** Each setting on its own: what it must be, and what becomes of its text. */
export const ENVIRONMENT = z.object({
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
  ACCESS_RETENTION_DAYS: wholeNumber(0, 36_500).transform((days) => (days === 0 ? null : days)),
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

/** The settings, read. */
export type Environment = z.infer<typeof ENVIRONMENT>;

function text(rule: string, isValid: (value: string) => boolean) {
  return z.string().refine(isValid, rule);
}

function wholeNumber(lowest: number, highest: number) {
  const rule = `must be a whole number from ${lowest} to ${highest}`;
  const inRange = (value: string) => /^\d{1,9}$/.test(value) && Number(value) >= lowest && Number(value) <= highest;
  return text(rule, inRange).transform(Number);
}

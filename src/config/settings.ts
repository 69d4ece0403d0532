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
    name: "ACCESS_RETENTION_DAYS",
    meaning: "how many days the records of what was read in customers' tenants are kept; 0 keeps all",
    default: "730",
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

export type SettingName = (typeof SETTINGS)[number]["name"];

/** The given values; an empty text counts as not given, because that is what a compose file passes on. */
export type Given = Partial<Record<SettingName, string>>;

export const ORIGINS = ["MICROSOFT_LOGIN_URL", "MICROSOFT_GRAPH_URL", "MICROSOFT_PARTNER_CENTER_URL"] as const;

export const CREDENTIALS = [
  "MICROSOFT_CLIENT_SECRET",
  "MICROSOFT_CLIENT_CERTIFICATE_FILE",
  "MICROSOFT_CLIENT_KEY_FILE",
] as const;

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "silent"] as const;

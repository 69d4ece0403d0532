/** What the environment says, typed and frozen. (The reader of process.env joins in its own commit.) */
export interface Config {
  readonly databaseUrl: string;
  readonly host: string;
  readonly port: number;
  readonly allowUnauthenticated: boolean;
  /** Null: no credentials given, the demo cloud. */
  readonly microsoft: MicrosoftConfig | null;
  readonly tokenEncryptionKey: Buffer | null;
  readonly leaseSeconds: number;
  readonly revisionRetentionDays: number;
  readonly freeSkuPartNumbers: readonly string[];
  /** Where the calendar starts when the process starts; null: the real time. */
  readonly clock: Date | null;
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error" | "silent";
}

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

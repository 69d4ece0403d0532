import type { MicrosoftConfig } from "../config.js";
import { AppError } from "../errors.js";

/** Where sign-in happens, in the two forms that MSAL and the network need. */
export interface LoginOrigin {
  /** The https authority of a tenant; MSAL takes no other. */
  authority(tenantId: string): string;
  /** Endpoints by configuration, so that no cloud (nor a loopback one) is asked where its endpoints are. */
  readonly metadata: { readonly knownAuthorities: string[]; readonly authorityMetadata: string };
  /** From MSAL's https URL to the URL that is really asked. */
  rewrite(url: string): string;
}

const PUBLIC_CLOUD = "https://login.microsoftonline.com";
const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** MSAL refuses plain http, so a loopback server is asked under the public cloud's name. */
export function toLoginOrigin({ loginUrl }: Pick<MicrosoftConfig, "loginUrl">): LoginOrigin {
  const { protocol, hostname, origin } = new URL(loginUrl);
  if (protocol !== "https:" && !LOOPBACK.has(hostname)) {
    throw new AppError("INVALID_CONFIGURATION", "MICROSOFT_LOGIN_URL must be https, or http on a loopback address", {
      setting: "MICROSOFT_LOGIN_URL",
    });
  }
  const base = protocol === "https:" ? origin : PUBLIC_CLOUD;
  return {
    authority: (tenantId) => `${base}/${tenantId}`,
    metadata: { knownAuthorities: [new URL(base).host], authorityMetadata: JSON.stringify(endpoints(base)) },
    rewrite: (url) => (url.startsWith(`${base}/`) ? origin + url.slice(base.length) : url),
  };
}

function endpoints(base: string): Record<string, string> {
  return {
    issuer: `${base}/{tenantid}/v2.0`,
    authorization_endpoint: `${base}/{tenantid}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/{tenantid}/oauth2/v2.0/token`,
    jwks_uri: `${base}/{tenantid}/discovery/v2.0/keys`,
  };
}

import { accessSync, constants } from "node:fs";
import { isIPv4 } from "node:net";

/** Reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || (isIPv4(host) && host.startsWith("127."));
}

/** An https origin (http on loopback), with nothing behind it. */
export function isOrigin(value: string): boolean {
  const url = toUrl(value);
  if (url === null || url.href !== `${url.origin}/`) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}

/** A file, or a MySQL or MariaDB server. */
export function isDatabaseUrl(value: string): boolean {
  return value.startsWith("file:") ? value.length > "file:".length : isServerUrl(value);
}

/** One URL for each host of the list. */
export function isServerUrl(value: string): boolean {
  const [, userInfo = "", hosts = "", path = ""] = /^mysql:\/\/([^@/]*@)?([^/?]+)(\/[^/]+)$/.exec(value) ?? [];
  return hosts.split(",").every((host) => toUrl(`mysql://${userInfo}${host}${path}`)?.hostname);
}

/** Several hosts are allowed, which makes it no URL. The database must be named: the driver would take `test`. */
export function isMongodbUrl(value: string): boolean {
  return /^mongodb(\+srv)?:\/\/[^/?\s]+\/[^/?.$\s]+(\?\S*)?$/.test(value);
}

/** 32 bytes in base64. */
export function isKey(value: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(value);
}

export function isWebhookUrl(value: string): boolean {
  const url = toUrl(value);
  if (url === null || url.username !== "" || url.password !== "" || url.hash !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}

export function areWebhookSecrets(value: string): boolean {
  const secrets = toList(value);
  const areLong = secrets.map(toSecret).every(({ length }) => length >= 24 && length <= 64);
  return secrets.length > 0 && secrets.length <= 2 && areLong && secrets.every(isBase64);
}

function isBase64(value: string): boolean {
  return /^(whsec_)?(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value);
}

export function toSecret(value: string): Buffer {
  return Buffer.from(value.replace(/^whsec_/, ""), "base64");
}

/** A file that this process may read. */
export function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** Null for what is no URL. */
export function toUrl(value: string): URL | null {
  return URL.canParse(value) ? new URL(value) : null;
}

/** The items between commas, without the spaces around them. */
export function toList(value: string): string[] {
  return value.split(",").flatMap((item) => item.trim() || []);
}

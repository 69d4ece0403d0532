/** The nodes of one database, and who asks them. */
export interface ServerUrl {
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

const MYSQL_PORT = 3306;

/** The parts of `mysql://user:password@host1:port1,host2:port2/database`; config.ts has checked its form. */
export function parseServerUrl(text: string): ServerUrl {
  const [, userInfo = "", hosts = "", rest = ""] = /^mysql:\/\/(?:([^@/]*)@)?([^/?]+)(.*)$/.exec(text) ?? [];
  const urls = hosts.split(",").map((host) => new URL(`mysql://${userInfo}@${host}${rest}`));
  const nodes = urls.map(({ hostname, port }) => ({
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? MYSQL_PORT : Number(port),
  }));
  const first = urls[0];
  return {
    nodes,
    user: decodeURIComponent(first?.username ?? ""),
    password: decodeURIComponent(first?.password ?? ""),
    database: decodeURIComponent(first?.pathname.slice(1) ?? ""),
  };
}

/** What an error may say of a database: its nodes, never the user or the password. */
export function placeOf(text: string): string {
  if (text.startsWith("file:")) return text;
  return /^mysql:\/\/(?:[^/]*@)?([^/?]+)/.exec(text)?.[1] ?? "the server";
}

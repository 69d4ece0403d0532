const OPENID_SCOPES = new Set(["openid", "profile", "offline_access", "email"]);
const GRAPH = "https://graph.microsoft.com";

/** A scope parameter, taken apart. */
export interface Scope {
  /** The resource that the access token is for: its origin. */
  resource: string;
  /** Whether an id_token and a refresh token were asked for. */
  openid: boolean;
  offline: boolean;
}

/** Reads a scope parameter; undefined if it names two resources or none that makes sense. */
export function readScope(text: string): Scope | undefined {
  const scopes = text.split(" ").filter((scope) => scope !== "");
  const resources = new Set(scopes.filter((scope) => !OPENID_SCOPES.has(scope)).map(resourceOf));
  if (resources.size > 1 || resources.has(undefined)) return undefined;
  const [resource = GRAPH] = resources;
  return { resource, openid: scopes.includes("openid"), offline: scopes.includes("offline_access") };
}

/** A bare name such as User.Read is a permission of Graph. */
function resourceOf(scope: string): string | undefined {
  if (!scope.includes("/")) return GRAPH;
  return URL.canParse(scope) ? new URL(scope).origin : undefined;
}

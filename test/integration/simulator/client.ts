import type { GraphUser, Simulator, SimulatorTenant } from "../../../simulator/simulator.js";

/** The body of a token answer, or of a refusal. */
export interface TokenBody {
  access_token: string;
  refresh_token?: string;
  id_token?: string;
  client_info?: string;
  expires_in: number;
  error?: string;
  error_description?: string;
  error_codes?: number[];
  suberror?: string;
}

/** One page of users. */
export interface UsersBody {
  "@odata.context": string;
  "@odata.nextLink"?: string;
  value: GraphUser[];
  error?: { code: string; message: string; innerError: object };
}

/** The query that an import sends. */
export const IMPORT_QUERY =
  "$select=id,displayName,companyName,department,mail,givenName,surname,jobTitle,state,postalCode,streetAddress,city,preferredLanguage,usageLocation,assignedLicenses,userPrincipalName,officeLocation,onPremisesExtensionAttributes,country,userType&$expand=manager($select=id)&$top=999";

/** The n-th customer, from 0. */
export function customer(simulator: Simulator, n: number): SimulatorTenant {
  const tenant = simulator.tenants[n];
  if (!tenant) throw new RangeError(`no customer ${n}`);
  return tenant;
}

/** The form of a refresh token redemption with a secret; `changes` replace fields, undefined removes one. */
export function refreshForm(simulator: Simulator, changes: Record<string, string | undefined> = {}): URLSearchParams {
  const form = {
    grant_type: "refresh_token",
    client_id: simulator.clientId,
    client_secret: simulator.clientSecret,
    refresh_token: simulator.issueRefreshToken(),
    scope: `${simulator.graphUrl}/.default openid profile offline_access`,
    client_info: "1",
    ...changes,
  };
  return new URLSearchParams(Object.entries(form).filter((field): field is [string, string] => field[1] !== undefined));
}

/** Posts to the token endpoint of a tenant. */
export function postToken(simulator: Simulator, tenantId: string, form: URLSearchParams): Promise<Response> {
  return fetch(`${simulator.loginUrl}/${tenantId}/oauth2/v2.0/token`, { method: "POST", body: form });
}

/** The body of a token answer. */
export async function token(
  simulator: Simulator,
  tenantId: string,
  changes: Record<string, string | undefined> = {},
): Promise<TokenBody> {
  const response = await postToken(simulator, tenantId, refreshForm(simulator, changes));
  return (await response.json()) as TokenBody;
}

/** An authorization header for a tenant's directory. */
export async function bearerFor(
  simulator: Simulator,
  tenantId: string,
  scope?: string,
): Promise<Record<string, string>> {
  const { access_token } = await token(simulator, tenantId, scope === undefined ? {} : { scope });
  return { authorization: `Bearer ${access_token}` };
}

/** Asks Graph. */
export async function graph(
  simulator: Simulator,
  tenantId: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${simulator.graphUrl}/v1.0/${path}`, {
    headers: { ...(await bearerFor(simulator, tenantId)), ...headers },
  });
}

/** Follows a listing to its end, at most 60 pages far. */
export async function listPages(simulator: Simulator, tenantId: string, query = IMPORT_QUERY): Promise<UsersBody[]> {
  const headers = await bearerFor(simulator, tenantId);
  const pages: UsersBody[] = [];
  let url: string | undefined = `${simulator.graphUrl}/v1.0/users?${query}`;
  while (url !== undefined && pages.length < 60) {
    const page = (await (await fetch(url, { headers })).json()) as UsersBody;
    pages.push(page);
    url = page["@odata.nextLink"];
  }
  return pages;
}

/** The claims of a JWT. */
export function claimsOf(jwt: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString("utf8")) as Record<string, unknown>;
}

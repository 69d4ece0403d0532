import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startSimulator, type Simulator } from "../../../simulator/simulator.js";
import { claimsOf, customer, postToken, refreshForm, token, type TokenBody } from "./client.js";

let simulator: Simulator;
let tenantId: string;
beforeAll(async () => {
  simulator = await startSimulator();
  tenantId = customer(simulator, 0).tenantId;
});
afterAll(() => simulator.close());

describe("the token endpoint", () => {
  it("gives a token for the tenant that was asked, to the resource that was asked", async () => {
    const body = await token(simulator, tenantId);

    expect(claimsOf(body.access_token)).toMatchObject({
      tid: tenantId,
      aud: simulator.graphUrl,
      appid: simulator.clientId,
    });
    expect(body.expires_in).toBe(3600);
  });

  it("says who signed in, and that they did with a second factor", async () => {
    const body = await token(simulator, tenantId);

    const identity = claimsOf(body.id_token ?? "");
    const info = JSON.parse(Buffer.from(body.client_info ?? "", "base64url").toString()) as {
      uid: string;
      utid: string;
    };
    expect(identity).toMatchObject({ tid: tenantId, aud: simulator.clientId, amr: ["pwd", "mfa"], oid: info.uid });
    expect(identity.preferred_username).toEqual(expect.stringContaining("@"));
    expect(info.utid).toBe(simulator.partnerTenantId);
  });

  it("rotates the refresh token; the old one stays valid and works at any tenant", async () => {
    const first = simulator.issueRefreshToken();
    const rotated = (await token(simulator, tenantId, { refresh_token: first })).refresh_token ?? "";

    const again = await token(simulator, customer(simulator, 1).tenantId, { refresh_token: first });
    const onwards = await token(simulator, customer(simulator, 2).tenantId, { refresh_token: rotated });

    expect(rotated).not.toBe(first);
    expect([again.error, onwards.error]).toEqual([undefined, undefined]);
  });

  it("lets the old refresh token die if told so", async () => {
    const strict = await startSimulator({ refreshTokenMode: "old-dies" });
    const first = strict.issueRefreshToken();
    await token(strict, tenantId, { refresh_token: first });

    const again = await token(strict, tenantId, { refresh_token: first });

    await strict.close();
    expect(again).toMatchObject({ error: "invalid_grant", error_codes: [70000] });
  });

  it("lets the old refresh token die a while after its first use if told so", async () => {
    const strict = await startSimulator({ refreshTokenMode: "old-dies-later", refreshTokenGraceSeconds: 2 });
    const first = strict.issueRefreshToken();
    await token(strict, tenantId, { refresh_token: first });
    let again = await token(strict, tenantId, { refresh_token: first });
    expect(again.error).toBeUndefined();

    while (again.error === undefined) again = await token(strict, tenantId, { refresh_token: first });

    await strict.close();
    expect(again).toMatchObject({ error: "invalid_grant", error_codes: [70000] });
  });

  it("still knows its refresh tokens after a restart", async () => {
    const kept = simulator.issueRefreshToken();
    const other = await startSimulator();

    const body = await token(other, tenantId, { refresh_token: kept });

    await other.close();
    expect(body.error).toBeUndefined();
  });

  it("gives no refresh token without offline_access and no id_token without openid", async () => {
    const body = await token(simulator, tenantId, { scope: "https://graph.microsoft.com/.default" });

    expect([body.refresh_token, body.id_token]).toEqual([undefined, undefined]);
    expect(claimsOf(body.access_token).aud).toBe("https://graph.microsoft.com");
  });

  it.each([
    ["a wrong secret", { client_secret: "wrong" }, [401, "invalid_client", 7000215] as const],
    ["no secret", { client_secret: undefined }, [401, "invalid_client", 7000218] as const],
    [
      "an unknown client",
      { client_id: "11111111-1111-4111-8111-111111111111" },
      [400, "unauthorized_client", 700016] as const,
    ],
    ["a refresh token of its own making", { refresh_token: "1.AAAA" }, [400, "invalid_grant", 70000] as const],
    ["no refresh token", { refresh_token: undefined }, [400, "invalid_request", 900144] as const],
    ["no grant type", { grant_type: undefined }, [400, "invalid_request", 900144] as const],
    ["an unknown grant type", { grant_type: "password" }, [400, "unsupported_grant_type", 70003] as const],
    ["a resource nobody knows", { scope: "https://example.com/.default" }, [400, "invalid_resource", 500011] as const],
    [
      "two resources at once",
      { scope: "https://graph.microsoft.com/.default https://api.partnercenter.microsoft.com/.default" },
      [400, "invalid_scope", 70011] as const,
    ],
  ])("refuses %s", async (_what, changes, [status, error, code]) => {
    const response = await postToken(simulator, tenantId, refreshForm(simulator, changes));

    const body = (await response.json()) as TokenBody;
    expect(response.status).toBe(status);
    expect(body).toMatchObject({ error, error_codes: [code] });
    expect(body.error_description).toMatch(new RegExp(`^AADSTS${code}: `));
  });

  it("does not know tenants that are not there", async () => {
    const body = await token(simulator, "99999999-9999-4999-8999-999999999999");

    expect(body).toMatchObject({ error: "invalid_request", error_codes: [90002] });
  });
});

describe("the authorization code", () => {
  const redirectUri = "http://localhost:53535/";
  const verifier = "a-verifier-of-more-than-forty-three-characters-in-length";
  const challenge = createHash("sha256").update(verifier).digest("base64url");

  async function signIn(extra: Record<string, string> = {}): Promise<Response> {
    const query = new URLSearchParams({
      client_id: simulator.clientId,
      response_type: "code",
      redirect_uri: redirectUri,
      state: "s 1",
      ...extra,
    });
    return fetch(`${simulator.loginUrl}/organizations/oauth2/v2.0/authorize?${query.toString()}`, {
      redirect: "manual",
    });
  }

  async function codeOf(response: Response): Promise<string> {
    return new URL(response.headers.get("location") ?? "").searchParams.get("code") ?? "";
  }

  function redeem(code: string, changes: Record<string, string | undefined> = {}): Promise<TokenBody> {
    const grant = { grant_type: "authorization_code", code, redirect_uri: redirectUri, refresh_token: undefined };
    return token(simulator, "organizations", { ...grant, ...changes });
  }

  it("comes back to the redirect URI with the state, and buys tokens of the partner's tenant", async () => {
    const response = await signIn({ nonce: "n" });

    const target = new URL(response.headers.get("location") ?? "");
    const body = await redeem(await codeOf(response));
    expect(response.status).toBe(302);
    expect([target.origin + target.pathname, target.searchParams.get("state")]).toEqual([redirectUri, "s 1"]);
    expect(claimsOf(body.id_token ?? "")).toMatchObject({ tid: simulator.partnerTenantId, nonce: "n" });
    expect(body.refresh_token).toBeDefined();
  });

  it("can be posted by a form", async () => {
    const response = await signIn({ response_mode: "form_post" });

    const page = await response.text();
    expect(page).toContain(`action="${redirectUri}"`);
    expect(page).toMatch(/name="code" value="1\./);
  });

  it("works once", async () => {
    const code = await codeOf(await signIn());
    await redeem(code);

    const again = await redeem(code);

    expect(again).toMatchObject({ error: "invalid_grant", error_codes: [54005] });
  });

  it("is bound to its redirect URI", async () => {
    const body = await redeem(await codeOf(await signIn()), { redirect_uri: "http://localhost:1/" });

    expect(body.error_codes).toEqual([50011]);
  });

  it("is bound to its code challenge", async () => {
    const start = () => signIn({ code_challenge: challenge, code_challenge_method: "S256" });

    const wrong = await redeem(await codeOf(await start()), { code_verifier: "another" });
    const right = await redeem(await codeOf(await start()), { code_verifier: verifier });

    expect([wrong.error_codes, right.error]).toEqual([[501481], undefined]);
  });

  it("is not given to an unknown client", async () => {
    const response = await signIn({ client_id: "11111111-1111-4111-8111-111111111111" });

    expect(response.status).toBe(400);
    expect(await response.text()).toContain("AADSTS700016");
  });
});

import { describe, expect, it } from "@jest/globals";
import { createEntraClient } from "../../../src/microsoft/entra-client.js";
import type { HttpRequest } from "../../../src/microsoft/http.js";
import { toLoginOrigin } from "../../../src/microsoft/login-origin.js";
import type { TenantId } from "../../../src/model/tenant.js";

const TENANT = "0a000000-0000-4000-8000-000000000001" as TenantId;
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const tokenOf = (claims: object) => `${part({ alg: "none" })}.${part(claims)}.x`;

/** The client of a national cloud, with an answer for every request and a record of them. */
function nationalCloud(accessToken: string) {
  const sent: HttpRequest[] = [];
  const text = JSON.stringify({
    token_type: "Bearer",
    expires_in: 3600,
    access_token: accessToken,
    refresh_token: "new",
  });
  const http = {
    send: async (request: HttpRequest) => {
      sent.push(request);
      return { status: 200, headers: {}, text };
    },
  };
  const config = {
    tenantId: TENANT,
    clientId: "c1de0000-51a7-4e8b-a5c0-d15ea5e0a991",
    credential: { kind: "secret", secret: "s" },
    loginUrl: "https://login.partner.example",
    graphUrl: "https://graph.partner.example",
    partnerCenterUrl: "https://partner.partner.example",
  } as const;
  return { sent, entra: createEntraClient({ config, http, time: () => 0 }) };
}

describe("a national cloud", () => {
  it("is asked at its own origin, without any discovery", async () => {
    const { sent, entra } = nationalCloud(tokenOf({ tid: TENANT.toUpperCase(), amr: ["mfa"], upn: "a@b" }));

    const grant = await entra.redeemRefreshToken("old", { tenantId: TENANT, resource: "graph" });

    expect(sent.map(({ url }) => url.split("?")[0])).toEqual([
      `https://login.partner.example/${TENANT}/oauth2/v2.0/token`,
    ]);
    expect(new URLSearchParams(sent[0]?.body).get("scope")).toContain("https://graph.partner.example/.default");
    expect(grant).toMatchObject({
      tenantId: TENANT,
      refreshToken: "new",
      authenticationMethods: ["mfa"],
      username: "a@b",
    });
  });

  it.each([
    ["that names no tenant", tokenOf({})],
    ["that is opaque", "opaque"],
    ["of another tenant", tokenOf({ tid: "0b000000-0000-4000-8000-000000000002" })],
  ])("gives no token %s", async (_, token) => {
    const { entra } = nationalCloud(token);

    await expect(entra.redeemRefreshToken("old", { tenantId: TENANT, resource: "graph" })).rejects.toMatchObject({
      code: "WRONG_TENANT_TOKEN",
    });
  });
});

describe("the login origin", () => {
  it("may be plain http on a loopback address alone", () => {
    const loopback = toLoginOrigin({ loginUrl: "http://127.0.0.1:4010" });

    expect(loopback.rewrite(`${loopback.authority(TENANT)}/oauth2`)).toBe(`http://127.0.0.1:4010/${TENANT}/oauth2`);
    expect(() => toLoginOrigin({ loginUrl: "http://login.example" })).toThrow(/MICROSOFT_LOGIN_URL/);
  });

  it("does not lead other hosts astray", () => {
    const origin = toLoginOrigin({ loginUrl: "http://localhost:4010" });

    expect(origin.rewrite("https://login.microsoftonline.com.evil.example/x")).toBe(
      "https://login.microsoftonline.com.evil.example/x",
    );
  });
});

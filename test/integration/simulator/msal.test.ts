import { ConfidentialClientApplication, type INetworkModule, type NetworkRequestOptions } from "@azure/msal-node";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startSimulator, type Simulator } from "../../../simulator/simulator.js";
import { createHash, X509Certificate } from "node:crypto";
import { customer } from "./client.js";
import { selfSignedCertificate } from "./self-signed-certificate.js";

const LOGIN = "https://login.microsoftonline.com";
const trusted = selfSignedCertificate();
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ clientCertificatePem: trusted.certificatePem });
});
afterAll(() => simulator.close());

/** Leads what MSAL sends to Microsoft to the simulator. */
function network(): INetworkModule {
  async function call<T>(method: string, url: string, options?: NetworkRequestOptions) {
    const init = {
      method,
      headers: options?.headers ?? {},
      ...(options?.body === undefined ? {} : { body: options.body }),
    };
    const response = await fetch(url.replace(LOGIN, simulator.loginUrl), init);
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: (await response.json()) as T,
    };
  }
  return {
    sendGetRequestAsync: (url, options) => call("GET", url, options),
    sendPostRequestAsync: (url, options) => call("POST", url, options),
  };
}

function client(credential: object): ConfidentialClientApplication {
  const authority = `${LOGIN}/${simulator.partnerTenantId}`;
  return new ConfidentialClientApplication({
    auth: { clientId: simulator.clientId, authority, ...credential },
    system: { networkClient: network() },
  });
}

function withKey({ certificatePem, privateKeyPem }: ReturnType<typeof selfSignedCertificate>): object {
  const thumbprintSha256 = createHash("sha256").update(new X509Certificate(certificatePem).raw).digest("hex");
  return { clientCertificate: { thumbprintSha256, privateKey: privateKeyPem } };
}

function redeem(credential: object) {
  const authority = `${LOGIN}/${customer(simulator, 1).tenantId}`;
  const request = {
    refreshToken: simulator.issueRefreshToken(),
    scopes: [`${simulator.graphUrl}/.default`],
    authority,
  };
  return client(credential).acquireTokenByRefreshToken(request);
}

describe("MSAL", () => {
  it("redeems a refresh token with a secret", async () => {
    const result = await redeem({ clientSecret: simulator.clientSecret });

    expect(result?.tenantId).toBe(customer(simulator, 1).tenantId);
  });

  it("redeems a refresh token with a signed assertion", async () => {
    const result = await redeem(withKey(trusted));

    expect(result?.tenantId).toBe(customer(simulator, 1).tenantId);
  });

  it("is refused when a key signs that is not registered", async () => {
    const refusal = redeem(withKey(selfSignedCertificate()));

    await expect(refusal).rejects.toMatchObject({ errorCode: "invalid_client", errorNo: 700027 });
  });

  it("sees a blocked sign-in as one", async () => {
    simulator.fault({ on: "token", fault: { kind: "aadsts", code: 53003 } });

    const refusal = redeem({ clientSecret: simulator.clientSecret });

    await expect(refusal).rejects.toMatchObject({ name: "InteractionRequiredAuthError", errorNo: 53003 });
  });
});

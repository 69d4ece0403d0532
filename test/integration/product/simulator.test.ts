import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { build, emptyFolder, Started } from "../../support/built-product.js";

/** The command behind `npm run simulator`, for whoever develops against Graph without a tenant. */
describe("the simulator by itself", () => {
  let main: string;
  let started: Started;
  const run = (...args: string[]) => (started = new Started(main, args, { cwd: emptyFolder(), env: {} }));

  beforeAll(() => {
    main = join(build(), "../simulator/main.js");
  }, 60_000);
  afterEach(() => started.kill());

  it("prints what a client needs, serves the day and the tenants it was asked for, and ends at SIGTERM", async () => {
    run("--port", "0", "--tenants", "12,30", "--seed", "4", "--today", "2026-09-01");
    await started.says(/about 30 people/);
    const settings = new Map(
      [...started.stdout.matchAll(/^export (\w+)=(.+)$/gm)].map(([, name, value]) => [name, value]),
    );
    const url = settings.get("MICROSOFT_GRAPH_URL") ?? "";
    const [, tenantId] = /^# (\S{36}) .* about 30 people$/m.exec(started.stdout) ?? [];

    const { refreshToken } = await answerOf<{ refreshToken: string }>(`${url}/__simulator/refresh-tokens`, {
      method: "POST",
    });
    const form = new URLSearchParams({
      ...{
        client_id: settings.get("MICROSOFT_CLIENT_ID") ?? "",
        client_secret: settings.get("MICROSOFT_CLIENT_SECRET") ?? "",
      },
      ...{ grant_type: "refresh_token", refresh_token: refreshToken, scope: `${url}/.default` },
    });
    const tokenUrl = `${settings.get("MICROSOFT_LOGIN_URL")}/${tenantId}/oauth2/v2.0/token`;
    const { access_token } = await answerOf<{ access_token: string }>(tokenUrl, { method: "POST", body: form });
    const headers = { authorization: `Bearer ${access_token}` };
    const { value } = await answerOf<{ value: object[] }>(`${url}/v1.0/users?$select=id`, { headers });
    const { today } = await answerOf<{ today: string }>(`${url}/__simulator/`);

    expect([...settings.keys()]).toEqual(
      expect.arrayContaining(["MICROSOFT_TENANT_ID", "MICROSOFT_PARTNER_CENTER_URL"]),
    );
    expect(Math.abs(value.length - 30)).toBeLessThan(4);
    expect(today).toBe("2026-09-01");
    expect((await started.terminate()).code).toBe(0);
  });

  it.each(["--port x", "--tenants many", "--fast", "--today 2026-02-30"])(
    "exits 2 with its usage for %s",
    async (line) => {
      const { code, stderr } = await run("--port", "0", ...line.split(" ")).ended();

      expect([code, stderr]).toEqual([2, expect.stringContaining("Usage: npm run simulator")]);
    },
  );
});

async function answerOf<T>(url: string, init: RequestInit = {}): Promise<T> {
  return (await (await fetch(url, init)).json()) as T;
}

import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { TenantId } from "../../../src/model/tenant.js";
import { checkedAtPartner, REDEMPTIONS_AT_ONCE } from "../../../src/microsoft/partner-check.js";
import { until } from "../../support/until.js";
import { failureOf, NOW, sourcesOf, startCloud, type TestCloud } from "./cloud.js";

/** Everybody's pause, in memory. */
class Pause {
  tripped: string[] = [];
  over = false;

  async paused(): Promise<boolean> {
    return this.tripped.length > 0 && !this.over;
  }

  async trip({ code }: { readonly code: string }): Promise<void> {
    this.tripped.push(code);
  }
}

describe("what a customer's tenant says of the partner", () => {
  let cloud: TestCloud;
  let partnerId: TenantId;

  beforeAll(async () => {
    cloud = await startCloud();
    partnerId = cloud.simulator.partnerTenantId as TenantId;
  });
  afterEach(() => {
    expect(cloud.simulator.unmetFaults()).toEqual([]);
    cloud.simulator.clearFaults();
    cloud.simulator.clearRequests();
  });
  afterAll(() => cloud.simulator.close());

  function refuse(code: number, tenantId?: string): void {
    const fault = { kind: "aadsts", code } as const;
    cloud.simulator.fault({ on: "token", times: Infinity, fault, ...(tenantId === undefined ? {} : { tenantId }) });
  }

  const checked = (breaker: Pause | null = null) =>
    checkedAtPartner({ tokens: cloud.tokens, partnerId, time: NOW, breaker });
  const MANY = 3 * REDEMPTIONS_AT_ONCE;
  const askedAtPartner = () => cloud.simulator.requests().filter(({ tenantId }) => tenantId === partnerId).length;

  it("is believed when the partner's own tenant says so too", async () => {
    refuse(700082);

    const failure = await failureOf(checked().redeem(cloud.tenant, "graph"));

    expect(failure).toMatchObject({ code: "REFRESH_TOKEN_EXPIRED", detail: expect.stringContaining("700082") });
    expect(askedAtPartner()).toBe(1);
  });

  it("is that tenant's own failure when the partner's sign-in works", async () => {
    refuse(50053, cloud.tenant);

    const failure = await failureOf(checked().redeem(cloud.tenant, "graph"));

    expect(failure.code).toBe("ACCESS_DENIED");
    expect(failure.detail).toMatch(/50053.*in this tenant alone/);
    await expect(checked().redeem(cloud.other, "graph")).resolves.toMatchObject({ tenantId: cloud.other });
  });

  it("is asked once for many who meet it at once", async () => {
    refuse(7000222);
    const tokens = checked();

    const failures = await Promise.all(
      Array.from({ length: 20 }, () => failureOf(tokens.redeem(cloud.tenant, "graph"))),
    );

    expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(["CLIENT_CREDENTIAL_INVALID"]));
    expect(askedAtPartner()).toBe(1);
  });

  it.each([700082, 7000222])("costs as many calls as are under way at once, however many wait (%i)", async (code) => {
    refuse(code);
    const pause = new Pause();
    const tokens = checked(pause);

    const all = Array.from({ length: MANY }, () => failureOf(tokens.redeem(cloud.tenant, "graph")));
    const codes = new Set((await Promise.all(all)).map((failure) => failure.code));

    expect([...codes]).toEqual([pause.tripped[0]]);
    expect(cloud.simulator.requests().length - askedAtPartner()).toBe(REDEMPTIONS_AT_ONCE);
    expect(askedAtPartner()).toBe(1);

    cloud.simulator.clearFaults();
    expect((await failureOf(tokens.redeem(cloud.other, "graph"))).code).toBe(pause.tripped[0]);
    pause.over = true;
    await expect(tokens.redeem(cloud.other, "graph")).resolves.toMatchObject({ tenantId: cloud.other });
  });

  describe("while others wait for as long as Microsoft told them", () => {
    let waitIsOver: () => void;
    let waiting: number;

    /** All places taken by a tenant that is throttled, until the test ends its wait. */
    async function throttled(pause: Pause) {
      let moved = 0;
      waiting = 0;
      const over = new Promise<void>((resolve) => (waitIsOver = resolve));
      const sleep = () => {
        waiting += 1;
        return over.then(() => void (moved = 60_000));
      };
      const clock = { time: () => Date.now() + moved, sleep, waits: [] };
      const { tokens } = sourcesOf(cloud.simulator, cloud.config, cloud.store, { clock });
      const fault = { kind: "throttle", retryAfter: "30" } as const;
      cloud.simulator.fault({ on: "token", tenantId: cloud.tenant, times: Infinity, fault });
      const checking = checkedAtPartner({ tokens, partnerId, time: NOW, breaker: pause });
      const all = Array.from({ length: MANY }, () => checking.redeem(cloud.tenant, "graph"));
      await until(() => waiting === MANY);
      cloud.simulator.clearFaults();
      return { checking, all };
    }

    it("gets its token at once, and they get theirs after it", async () => {
      const { checking, all } = await throttled(new Pause());

      await expect(checking.redeem(cloud.other, "graph")).resolves.toMatchObject({ tenantId: cloud.other });
      waitIsOver();

      expect(await Promise.all(all)).toHaveLength(MANY);
    });

    it("pauses them too: none of them asks when its wait is over", async () => {
      const pause = new Pause();
      const { checking, all } = await throttled(pause);
      refuse(7000222);
      await failureOf(checking.redeem(cloud.other, "graph"));
      cloud.simulator.clearRequests();

      waitIsOver();
      const codes = (await Promise.all(all.map(failureOf))).map(({ code }) => code);

      expect(new Set(codes)).toEqual(new Set(["CLIENT_CREDENTIAL_INVALID"]));
      expect([pause.tripped.length, cloud.simulator.requests()]).toEqual([1, []]);
    });
  });

  it("stops nobody where an operator asks by hand", async () => {
    refuse(7000222);
    const tokens = checked();

    await Promise.all(Array.from({ length: MANY }, () => failureOf(tokens.redeem(cloud.tenant, "graph"))));
    cloud.simulator.clearFaults();

    await expect(tokens.redeem(cloud.other, "graph")).resolves.toMatchObject({ tenantId: cloud.other });
  });

  it("is asked anew for every failure that comes after the partner's sign-in has worked", async () => {
    const tokens = checked();
    refuse(700082, cloud.tenant);
    expect((await failureOf(tokens.redeem(cloud.tenant, "graph"))).code).toBe("ACCESS_DENIED");

    refuse(700082);

    expect((await failureOf(tokens.redeem(cloud.other, "graph"))).code).toBe("REFRESH_TOKEN_EXPIRED");
  });

  it("leaves other failures, and the partner's own, as they are", async () => {
    refuse(53003);

    expect((await failureOf(checked().redeem(cloud.tenant, "graph"))).code).toBe("BLOCKED_BY_CONDITIONAL_ACCESS");
    expect(askedAtPartner()).toBe(0);
    await failureOf(checked().redeem(partnerId, "partnerCenter"));
    expect(askedAtPartner()).toBe(1);
  });
});

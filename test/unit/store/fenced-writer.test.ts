import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { FencedWriter, LeaseLost } from "../../../src/store/write/fenced-writer.js";
import type { Lease } from "../../../src/store/write/lease.js";
import { type Fault, FlakyTenant } from "./flaky-tenant.js";
import { withinSeconds } from "./within-seconds.js";

const HOUR = 3_600_000;

function lease(milliseconds = HOUR): Lease {
  const token = Buffer.alloc(16, 7);
  return { tenantNo: 1, fence: 5, token, milliseconds, seq: 9, completeSeq: 8, nextUserNo: 1, writeNo: 40 };
}

function driverError(code: number | string): Error {
  const known = typeof code === "number" ? { errno: code } : { code };
  return Object.assign(new Error(`error ${code}`), { driverError: known });
}

describe("the fenced writer", () => {
  let writer: FencedWriter | undefined;

  beforeEach(() => void jest.useFakeTimers());

  afterEach(() => {
    writer?.end();
    jest.useRealTimers();
  });

  function open(faults: Fault[] = [], milliseconds?: number): FlakyTenant {
    const tenant = new FlakyTenant(lease(milliseconds), faults);
    writer = new FencedWriter(tenant, tenant.lease);
    return tenant;
  }

  function write(name: string): Promise<string> {
    return withinSeconds(
      20,
      (writer as FencedWriter).transaction(async (session) => {
        await session.run(name);
        return name;
      }),
    );
  }

  it("numbers every write", async () => {
    const tenant = open();

    await write("one");
    await write("two");

    expect(tenant.committed).toEqual(["one", "two"]);
    expect(tenant.row.write_no).toBe(42);
  });

  it("does not write again what was applied before the answer to COMMIT was lost", async () => {
    const tenant = open([{ at: "commit-after", error: driverError(2013) }]);

    expect(await write("one")).toBe("one");
    expect(await write("two")).toBe("two");

    expect(tenant.committed).toEqual(["one", "two"]);
  });

  it("writes again what was lost with the COMMIT", async () => {
    const tenant = open([{ at: "commit-before", error: driverError(2013) }]);

    await write("one");
    await write("two");

    expect(tenant.committed).toEqual(["one", "two"]);
    expect(tenant.row.write_no).toBe(42);
  });

  it("writes again after a deadlock, up to eight times", async () => {
    const deadlock: Fault = { at: "statement", error: driverError(1213) };
    const tenant = open(Array<Fault>(8).fill(deadlock));

    await write("one");

    expect(tenant.committed).toEqual(["one"]);
  });

  it("gives up after the third connection lost in one write", async () => {
    const tenant = open(Array<Fault>(4).fill({ at: "commit-before", error: driverError(2013) }));

    await expect(write("one")).rejects.toMatchObject({ name: "CommitFailed", cause: { message: "error 2013" } });
    expect(tenant.committed).toEqual([]);
  });

  it("asks the witness of a lost COMMIT again when the question is lost too", async () => {
    const tenant = open([{ at: "commit-after", error: driverError(2013) }]);
    tenant.witnessFaults.push(driverError(2013), driverError(2013));

    await write("one");

    expect(tenant.committed).toEqual(["one"]);
  });

  it("gives up when the witness cannot be asked three times", async () => {
    const tenant = open([{ at: "commit-after", error: driverError(2013) }]);
    tenant.witnessFaults.push(...Array.from({ length: 3 }, () => driverError(2006)));

    await expect(write("one")).rejects.toThrow("error 2006");
  });

  const REPEATED = [1213, 1205, 3101];
  const ASKED = [1180, 3100, 1047, 1290, 1836, 1105, 2006, 2013, 1053];
  const CODES = ["ECONNRESET", "EPIPE", "ETIMEDOUT", "PROTOCOL_CONNECTION_LOST", "PROTOCOL_SEQUENCE_TIMEOUT"];
  const AT = ["statement", "second", "commit-before"] as const;
  const CASES = [...REPEATED, ...ASKED, ...CODES].flatMap((code) => AT.map((at) => [code, at] as const));

  it.each(CASES)("writes once after error %s at %s, having ended the transaction before", async (code, at) => {
    const tenant = open([{ at, error: driverError(code) }]);

    expect(await write("one")).toBe("one");

    expect(tenant.committed).toEqual(["one"]);
    expect(tenant.row.write_no).toBe(41);
    expect(tenant.sent.slice(-1)).toEqual(["COMMIT"]);
    expect(tenant.sent).toContain("ROLLBACK");
  });

  it.each([...ASKED, ...CODES, 1064])(
    "does not write again when COMMIT was applied and answered with %s",
    async (code) => {
      const tenant = open([{ at: "commit-after", error: driverError(code) }]);

      expect(await write("one")).toBe("one");

      expect(tenant.committed).toEqual(["one"]);
    },
  );

  it.each([1062, 1064, 3098, 1406])(
    "ends the run after %s in a statement, and leaves no transaction open",
    async (errno) => {
      const tenant = open([{ at: "second", error: driverError(errno) }]);

      await expect(write("one")).rejects.toThrow(`error ${errno}`);

      expect(tenant.committed).toEqual([]);
      expect(tenant.sent).toEqual(["ROLLBACK"]);
    },
  );

  it("gives up after the ninth deadlock in one write", async () => {
    const tenant = open(Array<Fault>(9).fill({ at: "second", error: driverError(1213) }));

    await expect(write("one")).rejects.toThrow("error 1213");

    expect(tenant.committed).toEqual([]);
  });

  it("counts deadlocks and lost connections apart", async () => {
    const deadlocks = Array<Fault>(6).fill({ at: "second", error: driverError(1213) });
    const losses = Array<Fault>(3).fill({ at: "second", error: driverError(2013) });
    const tenant = open([...deadlocks, ...losses]);

    await write("one");

    expect(tenant.committed).toEqual(["one"]);
  });

  it("passes on what would fail again, at once", async () => {
    const tenant = open([{ at: "statement", error: driverError(1064) }]);

    await expect(write("one")).rejects.toThrow("error 1064");
    expect(tenant.row.write_no).toBe(40);
  });

  it.each([
    ["another fence", (tenant: FlakyTenant) => (tenant.row.fence += 1)],
    ["another token", (tenant: FlakyTenant) => (tenant.row.lease_token = Buffer.alloc(16, 8))],
    ["another write", (tenant: FlakyTenant) => (tenant.row.write_no += 1)],
  ])("writes nothing more once it meets %s, and says so", async (_, take) => {
    const tenant = open();
    take(tenant);

    await expect(write("one")).rejects.toThrow(LeaseLost);
    await expect(write("two")).rejects.toThrow(LeaseLost);

    expect(tenant.committed).toEqual([]);
    expect(writer?.signal.aborted).toBe(true);
  });

  it("stops when the witness finds another's lease after a lost COMMIT", async () => {
    const tenant = open([{ at: "commit-before", error: driverError(2013) }]);
    const taken = write("one");
    tenant.row.lease_token = Buffer.alloc(16, 8);

    await expect(taken).rejects.toThrow(LeaseLost);
    expect(tenant.committed).toEqual([]);
  });

  it("keeps writes that are asked for together in their order, one at a time", async () => {
    const tenant = open();

    await Promise.all(["one", "two", "three"].map(write));

    expect(tenant.committed).toEqual(["one", "two", "three"]);
  });

  it("renews the lease by itself while nothing is written", async () => {
    const tenant = open([], 30);

    await jest.advanceTimersByTimeAsync(60);

    expect(tenant.row.write_no).toBeGreaterThan(40);
  });
});

import { describe, expect, it } from "@jest/globals";
import type { Guid } from "../../../src/model/guid.js";
import type { SnapshotDate } from "../../../src/model/snapshot-date.js";
import { dayState, type DayFacts } from "../../../src/query/day-state.js";
import type { RunRow } from "../../../src/store/read/coverage-reader.js";
import type { SnapshotRow } from "../../../src/store/read/snapshot-row.js";
import type { TenantRow } from "../../../src/store/read/tenant-reader.js";

const day = (text: string) => text as SnapshotDate;
const TODAY = day("2026-03-10");
const OVER = day("2026-03-09");

const tenant: TenantRow = {
  tenantNo: 1,
  tenantId: "00000000-0000-4000-8000-000000000001" as Guid,
  name: "Alpha",
  defaultDomain: null,
  state: "ACTIVE",
  expectedFrom: day("2026-03-01"),
  expectedTo: null,
  absences: [],
  contentEpoch: 0,
  leaseOver: true,
};
const sealed: SnapshotRow = {
  tenantNo: 1,
  day: OVER,
  revision: 1,
  seq: 1,
  sealedAt: 0,
  userCount: 0,
  skuCount: 0,
  contentHash: "",
  checks: [],
  retired: false,
};

function run(state: RunRow["state"], failureCode: RunRow["failureCode"] = null): RunRow {
  return { tenantNo: 1, seq: 1, day: OVER, state, failureCode };
}

function stateOf(facts: Partial<DayFacts>) {
  const { state, reason } = dayState({
    ...{ tenant, day: OVER, today: TODAY, snapshot: undefined, held: false, runs: [] },
    ...facts,
  });
  return reason === null ? state : `${state} ${reason}`;
}

describe("the state of a day", () => {
  it("is PRESENT when sealed, whatever failed before or after", () => {
    expect(stateOf({ snapshot: sealed, held: true, runs: [run("FAILED", "MFA_REQUIRED")] })).toBe("PRESENT");
  });

  it("is RETIRED when retention removed it", () => {
    expect(stateOf({ snapshot: { ...sealed, retired: true } })).toBe("RETIRED");
  });

  it("is SUSPECT while held", () => {
    expect(stateOf({ held: true, runs: [run("HELD")] })).toBe("SUSPECT");
  });

  it("is FAILED with the reason of the last attempt", () => {
    expect(stateOf({ runs: [run("FAILED", "MFA_REQUIRED"), run("FAILED", "THROTTLED")] })).toBe("FAILED THROTTLED");
    expect(stateOf({ runs: [run("REJECTED")] })).toBe("FAILED REJECTED");
    expect(stateOf({ runs: [run("ABANDONED", "DAY_OVER")] })).toBe("FAILED DAY_OVER");
  });

  it("is FAILED with LEASE_LOST when the attempt died", () => {
    const alive = { ...tenant, leaseOver: false };

    expect(stateOf({ runs: [run("RUNNING")], tenant: alive })).toBe("FAILED LEASE_LOST");
    expect(stateOf({ runs: [run("RUNNING")], day: TODAY })).toBe("FAILED LEASE_LOST");
    expect(stateOf({ runs: [run("RUNNING"), run("RUNNING")], day: TODAY, tenant: alive })).toBe("FAILED LEASE_LOST");
  });

  it("is PENDING today until an attempt has ended, and keeps the last failure while the next one runs", () => {
    const alive = { ...tenant, leaseOver: false };

    expect(stateOf({ day: TODAY })).toBe("PENDING");
    expect(stateOf({ day: TODAY, tenant: alive, runs: [run("RUNNING")] })).toBe("PENDING");
    const retried = [run("FAILED", "THROTTLED"), run("RUNNING")];
    expect(stateOf({ day: TODAY, tenant: alive, runs: retried })).toBe("FAILED THROTTLED");
  });

  it("is as if nobody had tried when the partner was paused or the worker stopped", () => {
    expect(stateOf({ runs: [run("PAUSED"), run("STOPPED")], day: TODAY })).toBe("PENDING");
    expect(stateOf({ runs: [run("PAUSED")] })).toBe("MISSING NOT_ATTEMPTED");
    expect(stateOf({ runs: [run("FAILED", "THROTTLED"), run("PAUSED")], day: TODAY })).toBe("FAILED THROTTLED");
  });

  it("is MISSING when it was expected and nobody tried", () => {
    expect(stateOf({})).toBe("MISSING NOT_ATTEMPTED");
  });

  it("is NOT_EXPECTED outside the days the tenant was ours", () => {
    expect(stateOf({ day: day("2026-02-28") })).toBe("NOT_EXPECTED");
    expect(stateOf({ tenant: { ...tenant, expectedTo: day("2026-03-08") } })).toBe("NOT_EXPECTED");
    expect(stateOf({ tenant: { ...tenant, expectedFrom: null } })).toBe("NOT_EXPECTED");
    const away = { ...tenant, absences: [[day("2026-03-03"), day("2026-03-05")] as const] };
    const days = ["02", "03", "05", "06"].map((date) => stateOf({ tenant: away, day: day(`2026-03-${date}`) }));
    expect(days).toEqual(["MISSING NOT_ATTEMPTED", "NOT_EXPECTED", "NOT_EXPECTED", "MISSING NOT_ATTEMPTED"]);
  });
});

import { describe, expect, it } from "@jest/globals";
import { CHECK_MESSAGES, type SnapshotCheck } from "../../../src/model/snapshot-check.js";
import { packChecks, unpackChecks } from "../../../src/store/checks.js";

const CHECKS: SnapshotCheck[] = [
  {
    ...{ code: "USERS_HALVED", ok: false, message: CHECK_MESSAGES.USERS_HALVED },
    ...{ expected: 40, actual: 0, skuId: null },
  },
  {
    ...{ code: "CONSUMED_UNITS_DIFFER", ok: true, message: CHECK_MESSAGES.CONSUMED_UNITS_DIFFER },
    ...{ expected: null, actual: 12, skuId: "6fd2c87f-b296-42f0-b197-1e91e994b900" },
  },
];

describe("the checks of a day", () => {
  it("come back as they were packed", () => {
    expect(unpackChecks(packChecks(CHECKS))).toEqual(CHECKS);
    expect(unpackChecks(packChecks([]))).toEqual([]);
  });

  it("take less than they say", () => {
    expect(packChecks(CHECKS).length).toBeLessThan(JSON.stringify(CHECKS).length * 0.6);
  });

  it("are read as an earlier build wrote them", () => {
    expect(unpackChecks(JSON.stringify(CHECKS))).toEqual(CHECKS);
  });
});

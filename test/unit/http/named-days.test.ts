import { expect, it } from "@jest/globals";
import { namedDays } from "../../../src/http/downloads/send.js";
import type { Guid } from "../../../src/model/guid.js";
import { addDays, type SnapshotDate } from "../../../src/model/snapshot-date.js";

const days = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    tenantId: "00000000-0000-0000-0000-000000000001" as Guid,
    date: addDays("2026-03-01" as SnapshotDate, n),
    revision: 1,
    contentEpoch: 0,
  }));

it("names 50 days of a download in its header, and counts them when they are more", () => {
  expect(namedDays(days(1))).toBe("00000000-0000-0000-0000-000000000001/2026-03-01/1/0");
  expect(namedDays(days(50)).split(", ")).toHaveLength(50);
  expect(namedDays(days(51))).toBe("51 days; see Link");
});

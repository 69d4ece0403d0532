import { describe, expect, it } from "@jest/globals";
import { changeOf } from "../../../src/model/change.js";
import { ChangeTally } from "../../../src/model/change-tally.js";
import type { Guid } from "../../../src/model/guid.js";

const [ANNA, BEN] = ["anna" as Guid, "ben" as Guid];
const [E3, E5] = ["e3" as Guid, "e5" as Guid];

describe("the counts of a step", () => {
  it("say that nobody changed when nothing was added", () => {
    expect(new ChangeTally().counts()).toEqual([{ kind: "ANY", skuId: null, people: 0, seats: 0 }]);
  });

  it("count a person once in all, once a kind and once a SKU", () => {
    const tally = new ChangeTally();
    const added = (personId: Guid, skuId: Guid) => changeOf("LICENSE_ADDED", { personId, skuId });
    tally.add([changeOf("JOINED", { personId: ANNA }), added(ANNA, E3), added(ANNA, E5)]);
    tally.add([
      added(BEN, E3),
      changeOf("ATTRIBUTE_CHANGED", { personId: BEN, field: "city" }),
      changeOf("ATTRIBUTE_CHANGED", { personId: BEN, field: "country" }),
    ]);

    expect(tally.counts()).toEqual([
      { kind: "ANY", skuId: null, people: 2, seats: 0 },
      { kind: "JOINED", skuId: null, people: 1, seats: 0 },
      { kind: "LICENSE_ADDED", skuId: null, people: 2, seats: 0 },
      { kind: "LICENSE_ADDED", skuId: E3, people: 2, seats: 0 },
      { kind: "LICENSE_ADDED", skuId: E5, people: 1, seats: 0 },
      { kind: "ATTRIBUTE_CHANGED", skuId: null, people: 1, seats: 0 },
    ]);
  });

  it("add up the seats of SKUs, signed, and no units that only moved", () => {
    const tally = new ChangeTally();
    tally.add([
      changeOf("SEATS_DROPPED", { skuId: E3, unitsBefore: 9, unitsAfter: 4 }),
      changeOf("UNITS_CHANGED", { skuId: E3, field: "suspended", unitsBefore: 0, unitsAfter: 5 }),
      changeOf("SKU_APPEARED", { skuId: E5, unitsAfter: 7 }),
    ]);

    expect(tally.counts()).toEqual([
      { kind: "ANY", skuId: null, people: 0, seats: 0 },
      { kind: "SEATS_DROPPED", skuId: null, people: 0, seats: -5 },
      { kind: "SEATS_DROPPED", skuId: E3, people: 0, seats: -5 },
      { kind: "UNITS_CHANGED", skuId: null, people: 0, seats: 0 },
      { kind: "UNITS_CHANGED", skuId: E3, people: 0, seats: 0 },
      { kind: "SKU_APPEARED", skuId: null, people: 0, seats: 7 },
      { kind: "SKU_APPEARED", skuId: E5, people: 0, seats: 7 },
    ]);
  });
});

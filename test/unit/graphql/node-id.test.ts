import { describe, expect, it } from "@jest/globals";
import { formatChangeId } from "../../../src/graphql/change/change-id.js";
import { formatNodeId, parseNodeId } from "../../../src/graphql/node-id.js";
import type { ChangeAnswer } from "../../../src/query/change-answers.js";

const TENANT = "11111111-1111-4111-8111-111111111111";
const OTHER = "22222222-2222-4222-8222-222222222222";

function opaque(text: string): string {
  return Buffer.from(text).toString("base64url");
}

describe("a node id", () => {
  it("is read back as what it was made of", () => {
    expect(parseNodeId(formatNodeId("Tenant", TENANT))).toEqual({ type: "Tenant", tenantId: TENANT });
    expect(parseNodeId(formatNodeId("Person", TENANT, OTHER))).toEqual({
      type: "Person",
      tenantId: TENANT,
      entraId: OTHER,
    });
    const day = { tenantId: TENANT, date: "2026-08-31", revision: 2 };
    expect(parseNodeId(formatNodeId("Snapshot", TENANT, "2026-08-31", 2))).toEqual({ type: "Snapshot", ...day });
    expect(parseNodeId(formatNodeId("UserState", TENANT, "2026-08-31", 2, OTHER))).toEqual({
      type: "UserState",
      ...day,
      entraId: OTHER,
    });
    expect(parseNodeId(formatNodeId("SubscribedSku", TENANT, "2026-08-31", 2, OTHER))).toEqual({
      type: "SubscribedSku",
      ...day,
      skuId: OTHER,
    });
  });

  it("of a change is read back with the field in Microsoft's spelling", () => {
    const step = { date: "2026-08-31", revision: 2, previousDate: "2026-08-29", previousRevision: 1 };
    const about = { person: { tenantId: TENANT, entraId: OTHER }, sku: null, field: "extensionAttribute3" };
    const change = { tenantId: TENANT, ...step, kind: "ATTRIBUTE_CHANGED", ...about } as unknown as ChangeAnswer;

    expect(parseNodeId(formatChangeId(change))).toEqual({
      ...{ type: "Change", tenantId: TENANT, ...step, kind: "ATTRIBUTE_CHANGED" },
      ...{ entraId: OTHER, skuId: null, field: "extensionAttribute3" },
    });
  });

  it.each([
    ["nothing", ""],
    ["no base64url", "***"],
    ["padding", `${opaque(`Tenant:${TENANT}`)}=`],
    ["no such type", opaque(`Group:${TENANT}`)],
    ["a type in another case", opaque(`tenant:${TENANT}`)],
    ["a name every object has", opaque(`constructor:${TENANT}`)],
    ["an id that is no GUID", opaque("Tenant:1")],
    ["a GUID in upper case", opaque("Tenant:ABCDEF11-1111-4111-8111-111111111111")],
    ["a part too many", opaque(`Tenant:${TENANT}:${TENANT}`)],
    ["a part too few", opaque(`Person:${TENANT}`)],
    ["a day that does not exist", opaque(`Snapshot:${TENANT}:2026-02-30:1`)],
    ["no such kind of change", opaque(`Change:${TENANT}:2026-02-28:1:2026-02-27:1:exploded:::`)],
    ["no such field of a change", opaque(`Change:${TENANT}:2026-02-28:1:2026-02-27:1:joined:::color`)],
    ["a change of nobody's id", opaque(`Change:${TENANT}:2026-02-28:1:2026-02-27:1:joined:anna::`)],
    ["a change from no day", opaque(`Change:${TENANT}:2026-02-28:1:2026-02-30:1:joined:::`)],
    ["revision zero", opaque(`Snapshot:${TENANT}:2026-02-28:0`)],
    ["a revision with a leading zero", opaque(`Snapshot:${TENANT}:2026-02-28:01`)],
    ["a very long text", "A".repeat(100_000)],
  ])("is unknown when it holds %s", (_what, id) => {
    expect(parseNodeId(id)).toBeNull();
  });
});

import { describe, expect, it } from "@jest/globals";
import type { FaultEndpoint } from "../../../simulator/faults/fault.js";
import { createFaultBook } from "../../../simulator/faults/fault-book.js";

const HTML = { kind: "html" } as const;

function met(times: number, on: FaultEndpoint, rule: { from?: number; times?: number; tenantId?: string }): boolean[] {
  const book = createFaultBook();
  book.add({ on: "users", fault: HTML, ...rule });
  return Array.from({ length: times }, () => book.meet({ on, tenantId: "a", hasPageToken: false }) !== undefined);
}

describe("the fault book", () => {
  it("gives a fault to the first matching request, once, unless told otherwise", () => {
    expect(met(3, "users", {})).toEqual([true, false, false]);
    expect(met(4, "users", { from: 2, times: 2 })).toEqual([false, true, true, false]);
    expect(met(3, "users", { times: Infinity })).toEqual([true, true, true]);
  });

  it("keeps a rule to its endpoint and its tenant, whose case does not matter", () => {
    expect(met(1, "token", {})).toEqual([false]);
    expect(met(1, "users", { tenantId: "b" })).toEqual([false]);
    expect(met(1, "users", { tenantId: "A" })).toEqual([true]);
  });

  it("counts for an expired page token only requests that carry one", () => {
    const book = createFaultBook();
    book.add({ on: "users", fault: { kind: "expired-page-token" } });
    const site = { on: "users", tenantId: "a" } as const;

    const kinds = [false, true].map((hasPageToken) => book.meet({ ...site, hasPageToken })?.kind);

    expect(kinds).toEqual([undefined, "expired-page-token"]);
  });

  it("names the rules that were never met", () => {
    const book = createFaultBook();
    const rule = { on: "customers", fault: HTML } as const;
    book.add(rule);
    book.add({ on: "users", fault: HTML });
    book.meet({ on: "users", tenantId: undefined, hasPageToken: false });

    const unmet = book.unmet();

    expect(unmet).toEqual([rule]);
  });

  it("lets two rules that fall due together take their turns by age", () => {
    const book = createFaultBook();
    book.add({ on: "users", fault: HTML });
    book.add({ on: "users", fault: { kind: "hang" }, times: 2 });

    const kinds = [1, 2, 3].map(() => book.meet({ on: "users", tenantId: "a", hasPageToken: false })?.kind);

    expect(kinds).toEqual(["html", "hang", undefined]);
  });
});

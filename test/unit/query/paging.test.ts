import { describe, expect, it } from "@jest/globals";
import { ALL_TENANTS } from "../../../src/model/tenant.js";
import { bindingOf, decodeCursor, digestOfPins, encodeCursor } from "../../../src/query/cursor.js";
import { compareKeys, parsePaging, sliceBehind, toPage } from "../../../src/query/paging.js";

const ROWS = Array.from({ length: 7 }, (_, index) => index);
const keysOf = (row: number) => [row];

function page(request: Parameters<typeof parsePaging>[0]) {
  const paging = parsePaging(request);
  const keys = paging.cursor === null ? null : [Number(paging.cursor)];
  return toPage(paging, sliceBehind(paging, ROWS, { keysOf, keys }), { cursorOf: String, totalCount: ROWS.length });
}

describe("a page", () => {
  it("goes forward from the first row", () => {
    expect(page({ first: 3 })).toMatchObject({ nodes: [0, 1, 2], hasNextPage: true, hasPreviousPage: false });
    expect(page({ first: 3, after: "5" })).toMatchObject({ nodes: [6], hasNextPage: false, hasPreviousPage: true });
  });

  it("goes backward from the last row, rows in the same order", () => {
    expect(page({ last: 3 })).toMatchObject({ nodes: [4, 5, 6], hasNextPage: false, hasPreviousPage: true });
    expect(page({ last: 3, before: "1" })).toMatchObject({ nodes: [0], hasNextPage: true, hasPreviousPage: false });
  });

  it("holds 50 rows when not said", () => {
    expect(parsePaging({}).size).toBe(50);
    expect(parsePaging({ first: null, last: 200 }).size).toBe(200);
  });

  it.each([
    { first: 1, before: "x" },
    { last: 1, after: "x" },
    { after: "x", before: "y" },
  ])("refuses directions that contradict each other", (request) => {
    expect(() => parsePaging(request)).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  });

  it("orders keys by code point, not by UTF-16 unit", () => {
    expect(compareKeys(["\uFFFD"], ["😀"])).toBeLessThan(0);
    expect(compareKeys(["a", 2], ["a", 10])).toBeLessThan(0);
  });
});

describe("a cursor", () => {
  const binding = bindingOf("users", ALL_TENANTS, { at: "2026-03-01", filter: { a: 1, b: null } });
  const cursor = { binding, keys: ["é", null, 3], watermark: 5, pins: "x" };

  it("comes back as it went out", () => {
    expect(decodeCursor("after", encodeCursor(cursor), { binding, keys: 3 })).toEqual(cursor);
  });

  it("is refused when any one character differs", () => {
    const text = encodeCursor(cursor);
    for (let index = 0; index < text.length; index += 1) {
      const spoilt = `${text.slice(0, index)}${text[index] === "A" ? "B" : "A"}${text.slice(index + 1)}`;
      expect(() => decodeCursor("after", spoilt, { binding, keys: 3 })).toThrow(
        expect.objectContaining({ code: "INVALID_CURSOR", details: { argument: "after" } }),
      );
    }
  });

  it("binds to arguments and scope, whatever the order of their names", () => {
    const listed = bindingOf("users", { kind: "listed", tenantIds: [] }, { at: "2026-03-01", filter: { a: 1 } });

    expect(bindingOf("users", ALL_TENANTS, { filter: { a: 1 }, at: "2026-03-01", orderBy: null })).toBe(binding);
    expect(listed).not.toBe(binding);
    expect(bindingOf("users", ALL_TENANTS, { at: "2026-03-02", filter: { a: 1 } })).not.toBe(binding);
  });

  it("stays small however many tenants it stands on", () => {
    const pins = Array.from({ length: 5_000 }, (_, index) => ({ tenantNo: index, seq: index }));

    expect(encodeCursor({ ...cursor, pins: digestOfPins(pins) }).length).toBeLessThan(120);
    expect(digestOfPins([...pins].reverse())).toBe(digestOfPins(pins));
  });
});

import { describe, expect, it } from "@jest/globals";
import { toLicenseRows } from "../../../src/graphql/license-position/license-rows.js";
import { pageOfRows } from "../../../src/graphql/row-page.js";
import type { RowOrder } from "../../../src/query/inputs.js";
import type { LicenseRow } from "../../../src/query/license-answers.js";

function row(value: string, assigned: number | null, purchased: number | null = 10): LicenseRow {
  const units = { enabled: purchased, warning: 0, suspended: 0, lockedOut: 0, purchased, assigned };
  const measures = { ...units, unassigned: 0, overassigned: 0, assignments: assigned ?? 0, assignedUsers: 1 };
  return { key: [{ by: "SKU", n: null, depth: null, value, label: value, missing: false }], measures };
}

const ROWS = [row("a", 1), row("b", 3), row("c", 3), row("d", null)];

function page(first: number, after: string | null = null, orderBy: RowOrder = "KEY_ASC") {
  return toLicenseRows({ allRows: ROWS, binding: "one" }, { first, after, orderBy });
}

function keys(connection: ReturnType<typeof page>): (string | null | undefined)[] {
  return connection.nodes.map(({ key }) => key[0]?.value);
}

describe("the rows of a position", () => {
  it("come by key, or by a number with equal ones by key and unknown ones last", () => {
    expect(keys(page(10))).toEqual(["a", "b", "c", "d"]);
    expect(keys(page(10, null, "ASSIGNED_DESC"))).toEqual(["b", "c", "a", "d"]);
  });

  it("come page by page, each once", () => {
    const first = page(3);
    const second = page(3, first.pageInfo.endCursor);

    expect([...keys(first), ...keys(second)]).toEqual(["a", "b", "c", "d"]);
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect(second.totalCount).toBe(4);
  });

  it("add up with `other`, which holds what the page cut off", () => {
    const { nodes, other } = page(3);

    const shown = nodes.reduce((sum, { measures }) => sum + measures.assignments, 0);

    expect(shown + (other?.assignments ?? 0)).toBe(7);
    expect(other?.assigned).toBeNull();
    expect(other?.purchased).toBe(10);
    expect(page(4).other).toBeNull();
  });

  it.each([0, -1, 201, 2_147_483_647])("refuse a page of %d", (first) => {
    expect(() => page(first)).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  });

  it("refuse a cursor of another order, of other rows, or made by hand", () => {
    const cursor = page(2).pageInfo.endCursor;
    const invalid = expect.objectContaining({ code: "INVALID_CURSOR" });

    expect(() => page(2, cursor, "ASSIGNED_DESC")).toThrow(invalid);
    expect(() => pageOfRows([row("x", 1), row("y", 1)], "KEY_ASC one", { first: 2, after: cursor })).toThrow(invalid);
    expect(() => pageOfRows(ROWS, "KEY_ASC another", { first: 2, after: cursor })).toThrow(invalid);
    expect(() => page(2, "x")).toThrow(invalid);
    expect(() => page(2, Buffer.from("1:aaaaaaaaaaaa").toString("base64url"))).toThrow(invalid);
    expect(() => page(2, "9".repeat(100_000))).toThrow(invalid);
  });

  it("say how much of what is purchased is assigned, and null when nothing is", () => {
    const utilization = (one: LicenseRow) =>
      toLicenseRows({ allRows: [one], binding: "one" }, { first: 1, orderBy: "KEY_ASC" }).nodes[0]?.measures
        .utilization;

    expect(utilization(row("a", 15, 16))).toBe("0.9375");
    expect(utilization(row("a", 15, 0))).toBeNull();
    expect(utilization(row("a", null, 10))).toBeNull();
  });
});

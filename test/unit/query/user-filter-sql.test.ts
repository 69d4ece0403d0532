import { describe, expect, it } from "@jest/globals";
import type { UserFilter } from "../../../src/query/inputs.js";
import { resolveFilter } from "../../../src/query/user-filter.js";
import { sql } from "../../../src/store/read/fragment.js";
import type { Reads } from "../../../src/store/read/read-store.js";
import { userFilterSql } from "../../../src/store/read/user-filter-sql.js";

const READS = {} as Reads;
const context = { seq: sql`${7}`, skuNo: () => undefined };

describe("a user filter", () => {
  it("puts no value of the caller into the text of the statement", () => {
    const nasty = "'; DROP TABLE person; --";
    const text = { eq: nasty, in: [nasty], ne: nasty, startsWith: nasty, contains: nasty };

    const fragment = userFilterSql(context, { mail: text, extensionAttribute: { n: 3, value: text } });

    expect(fragment.text).not.toContain("DROP");
    expect(fragment.text.split("?")).toHaveLength(fragment.parameters.length + 1);
  });

  it("is true of everybody when nothing is asked", () => {
    expect(userFilterSql(context, { and: [], mail: null, or: null }).text).not.toContain("v.");
  });

  it.each([
    ["too deep", Array.from({ length: 8 }).reduce<UserFilter>((inner) => ({ not: inner }), {})],
    ["too large", { mail: { in: Array.from({ length: 2_001 }, String) } }],
    ["about a 16th extension attribute", { extensionAttribute: { n: 16, value: { eq: "x" } } }],
  ])("is refused when %s", async (_, filter) => {
    await expect(resolveFilter(READS, filter, { pins: [] })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});

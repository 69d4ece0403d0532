import { describe, expect, it } from "@jest/globals";
import { FREE_SKU_PART_NUMBERS } from "../../../src/model/free-skus.js";
import { builtInProductName } from "../../../src/model/product-names.js";
import { toSkuAnswer } from "../../../src/query/sku-answer.js";
import { guid } from "../../integration/query/seed-tenant.js";

describe("what a product is called", () => {
  const nameOf = (partNumber: string | null, productName: string | null = null) =>
    toSkuAnswer({ skuNo: 1, skuId: guid(1), partNumber, productName }).productName;

  it("is what was imported, else a built-in name, else the part number, else the id", () => {
    expect(nameOf("SPE_E5", "Imported")).toBe("Imported");
    expect(nameOf("SPE_E5")).toBe("Microsoft 365 E5");
    expect(nameOf("SOMETHING_NEW")).toBe("SOMETHING_NEW");
    expect(nameOf("")).toBe(guid(1));
    expect(nameOf(null)).toBe(guid(1));
  });

  it.each(["constructor", "__proto__", "toString"])("is not built in for a part number like %s", (partNumber) => {
    expect(builtInProductName(partNumber)).toBeNull();
  });

  it("is built in for well-known free products", () => {
    const named = FREE_SKU_PART_NUMBERS.filter((partNumber) => builtInProductName(partNumber) !== null);

    expect(named.length).toBeGreaterThan(7);
  });
});

import { builtInProductName } from "../model/product-names.js";
import type { CatalogueSku } from "../store/read/catalogue-skus.js";
import type { SkuAnswer } from "./answers.js";

/** A SKU as the API tells it. */
export function toSkuAnswer({ skuId, partNumber, productName }: CatalogueSku): SkuAnswer {
  const name = productName ?? builtInProductName(partNumber) ?? (partNumber || skuId);
  return { skuId, skuPartNumber: partNumber, productName: name };
}

/** The row of a number; every number in a version has one. */
export function skuOf(skus: ReadonlyMap<number, CatalogueSku>, skuNo: number): CatalogueSku {
  const sku = skus.get(skuNo);
  if (sku === undefined) throw new Error(`SKU number ${skuNo} has no row in the dictionary`);
  return sku;
}

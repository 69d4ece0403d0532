import type { Guid } from "./guid.js";

/** A person holds a SKU, less the plans switched off. Plans are sorted and without doubles. */
export interface LicenseAssignment {
  readonly skuId: Guid;
  readonly disabledPlans: readonly Guid[];
}

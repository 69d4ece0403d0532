import type { Guid } from "./guid.js";

/** Microsoft's id of a customer tenant. */
export type TenantId = Guid;

/** ACTIVE: in the partner's customer list. GONE: no longer in it; its days stay. */
export type TenantState = "ACTIVE" | "GONE";

/** A customer as the Partner Center lists it. */
export interface Customer {
  readonly tenantId: TenantId;
  readonly name: string;
  readonly defaultDomain: string | null;
}

/** The tenants a caller may see: everything, or exactly these (an empty list is nothing). */
export type TenantScope =
  { readonly kind: "all" } | { readonly kind: "listed"; readonly tenantIds: readonly TenantId[] };

/** Every tenant: a value of its own, never an empty list. */
export const ALL_TENANTS: TenantScope = { kind: "all" };

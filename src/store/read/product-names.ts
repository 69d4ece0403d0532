import type { Guid } from "../../model/guid.js";
import type { Session } from "../database.js";

/** Names of products and service plans in memory, read again when a question has seen a newer version of them. */
export interface ProductNames {
  /** Notes the version a question sees. */
  note(version: number): void;
  /** Reads the names when those in memory are older than what was noted; true when they are others now. */
  refresh(session: Session): Promise<boolean>;
  of(skuId: Guid): string | null;
  ofPlan(servicePlanId: Guid): string | null;
}

interface Row {
  version: number;
  id: string | null;
  name: string | null;
}

/** No name is known, and none is looked for, before a version above 0 was seen. */
export function createProductNames(): ProductNames {
  let products: ReadonlyMap<string, string> = new Map();
  let plans: ReadonlyMap<string, string> = new Map();
  let version = 0;
  let wanted = 0;
  return {
    note(seen) {
      wanted = Math.max(wanted, seen);
    },
    async refresh(session) {
      if (version >= wanted) return false;
      const rows = await session.rows<Row>(
        `SELECT c.version, n.sku_id AS id, n.product_name AS name FROM catalogue c LEFT JOIN product_name n ON 1 = 1
          WHERE c.catalogue_no = 1`,
      );
      const more = await session.rows<Row>("SELECT service_plan_id AS id, display_name AS name FROM service_plan_name");
      products = byId(rows);
      plans = byId(more);
      version = rows[0]?.version ?? wanted;
      return true;
    },
    of: (skuId) => products.get(skuId) ?? null,
    ofPlan: (servicePlanId) => plans.get(servicePlanId) ?? null,
  };
}

function byId(rows: readonly Pick<Row, "id" | "name">[]): ReadonlyMap<string, string> {
  return new Map(rows.flatMap(({ id, name }) => (id === null ? [] : [[id, name ?? ""]])));
}

import type { Guid } from "../../model/guid.js";
import type { Session } from "../database.js";

/** Product names in memory, read again when a question has seen a newer version of them. */
export interface ProductNames {
  /** Notes the version a question sees. */
  note(version: number): void;
  /** Reads the names when those in memory are older than what was noted; true when they are others now. */
  refresh(session: Session): Promise<boolean>;
  of(skuId: Guid): string | null;
}

interface Row {
  version: number;
  sku_id: string | null;
  product_name: string | null;
}

/** No name is known, and none is looked for, before a version above 0 was seen. */
export function createProductNames(): ProductNames {
  let names: ReadonlyMap<string, string> = new Map();
  let version = 0;
  let wanted = 0;
  return {
    note(seen) {
      wanted = Math.max(wanted, seen);
    },
    async refresh(session) {
      if (version >= wanted) return false;
      const rows = await session.rows<Row>(
        `SELECT c.version, n.sku_id, n.product_name FROM catalogue c LEFT JOIN product_name n ON 1 = 1
          WHERE c.catalogue_no = 1`,
      );
      names = new Map(rows.flatMap((row) => (row.sku_id === null ? [] : [[row.sku_id, row.product_name ?? ""]])));
      version = rows[0]?.version ?? wanted;
      return true;
    },
    of: (skuId) => names.get(skuId) ?? null,
  };
}

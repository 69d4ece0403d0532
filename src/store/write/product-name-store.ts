import type { Guid } from "../../model/guid.js";
import type { Database, Session } from "../database.js";
import { retriedTransaction } from "./retried-transaction.js";

const CHUNK = 500;
const SHAPE = {
  table: "product_name",
  columns: ["sku_id", "product_name"],
  key: ["sku_id"],
  updated: ["product_name"],
};

/** What an import of names did. */
export interface NamesImported {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}

/** Keeps what products are called. */
export class ProductNameStore {
  constructor(private readonly database: Database) {}

  /** Takes names over; a product that is not among them keeps its own. Where anything changed, the catalogue has a new version. */
  import(names: ReadonlyMap<Guid, string>): Promise<NamesImported> {
    return retriedTransaction(this.database, async (session) => {
      const known = await readNames(session);
      const fresh = [...names].filter(([skuId, name]) => known.get(skuId) !== name);
      for (let start = 0; start < fresh.length; start += CHUNK) {
        const chunk = fresh.slice(start, start + CHUNK);
        await session.run(this.database.dialect.upsert(SHAPE, chunk.length), chunk.flat());
      }
      if (fresh.length > 0) await session.run("UPDATE catalogue SET version = version + 1 WHERE catalogue_no = 1");
      const added = fresh.filter(([skuId]) => !known.has(skuId)).length;
      return { added, changed: fresh.length - added, unchanged: names.size - fresh.length };
    });
  }
}

async function readNames(session: Session): Promise<Map<string, string>> {
  const rows = await session.rows<{ sku_id: string; product_name: string }>(
    "SELECT sku_id, product_name FROM product_name",
  );
  return new Map(rows.map((row) => [row.sku_id, row.product_name]));
}

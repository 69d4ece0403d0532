import type { Guid } from "../../model/guid.js";
import type { PublishedNames } from "../../model/product-names.js";
import type { Database, Session } from "../database.js";
import { raiseCatalogueVersion } from "./catalogue-version.js";
import { retriedTransaction } from "./retried-transaction.js";

const CHUNK = 500;
const PRODUCTS = { table: "product_name", id: "sku_id", name: "product_name" };
const PLANS = { table: "service_plan_name", id: "service_plan_id", name: "display_name" };

/** What an import of names did. */
export interface NamesImported {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}

/** The same of products and of the plans in them. */
export interface PublishedNamesImported {
  readonly products: NamesImported;
  readonly plans: NamesImported;
}

/** Keeps what products and service plans are called. */
export class ProductNameStore {
  constructor(private readonly database: Database) {}

  /** Takes names over; what is not among them keeps its own. Where anything changed, the catalogue has a new version. */
  import({ products, plans }: PublishedNames): Promise<PublishedNamesImported> {
    return retriedTransaction(this.database, async (session) => {
      const done = {
        products: await this.take(session, PRODUCTS, products),
        plans: await this.take(session, PLANS, plans),
      };
      const same = [done.products, done.plans].every(({ added, changed }) => added + changed === 0);
      if (!same) await raiseCatalogueVersion(session);
      return done;
    });
  }

  private async take(
    session: Session,
    { table, id, name }: typeof PRODUCTS,
    names: ReadonlyMap<Guid, string>,
  ): Promise<NamesImported> {
    const rows = await session.rows<{ id: string; name: string }>(`SELECT ${id} AS id, ${name} AS name FROM ${table}`);
    const known = new Map(rows.map((row) => [row.id, row.name]));
    const fresh = [...names].filter(([key, text]) => known.get(key) !== text);
    const shape = { table, columns: [id, name], key: [id], updated: [name] };
    for (let start = 0; start < fresh.length; start += CHUNK) {
      const chunk = fresh.slice(start, start + CHUNK);
      await session.run(this.database.dialect.upsert(shape, chunk.length), chunk.flat());
    }
    const added = fresh.filter(([key]) => !known.has(key)).length;
    return { added, changed: fresh.length - added, unchanged: names.size - fresh.length };
  }
}

import { createHash } from "node:crypto";
import type { Guid } from "../../model/guid.js";
import { assignable, type ServicePlan, type SubscribedSku } from "../../model/subscribed-sku.js";
import type { Database, Row, Session } from "../database.js";
import { list } from "../dialect.js";
import { raiseCatalogueVersion } from "./catalogue-version.js";
import { retriedTransaction } from "./retried-transaction.js";
import { statementChunks } from "./statement-chunks.js";

function hash16(text: string): Buffer {
  return createHash("sha256").update(text).digest().subarray(0, 16);
}

interface Shape {
  readonly table: string;
  readonly number: string;
  readonly key: string;
  readonly columns: readonly string[];
  /** Questions remember what is not in it, by the version of the catalogue. */
  readonly catalogued?: boolean;
}

const SKU: Shape = {
  table: "sku",
  number: "sku_no",
  key: "sku_id",
  columns: ["sku_id", "part_number"],
  catalogued: true,
};
const PLANS: Shape = {
  table: "disabled_plans",
  number: "plans_no",
  key: "plans_hash",
  columns: ["plans_hash", "plans"],
};
const SERVICE_PLANS: Shape = {
  table: "service_plans",
  number: "service_plans_no",
  key: "plans_hash",
  columns: ["plans_hash", "assignable", "plans"],
};

/** Small integers for values that repeat, shared by all tenants; only ever added to, outside any tenant's transaction. */
export class Dictionary {
  private readonly numbers = new Map<string, number>();
  /** SKUs that have a part number. */
  private readonly named = new Set<Guid>();

  constructor(private readonly database: Database) {}

  /** The number of each SKU id. */
  async skus(skuIds: Iterable<Guid>): Promise<ReadonlyMap<Guid, number>> {
    const ids = [...new Set(skuIds)];
    await this.fill(SKU, new Map(ids.map((id) => [id, [id, null]])));
    return new Map(ids.map((id) => [id, this.number(SKU, id)]));
  }

  /** Keeps the part number a tenant listed, as the catalogue's name of the SKU. */
  async nameSkus(skus: readonly SubscribedSku[]): Promise<void> {
    const unnamed = skus
      .filter(({ skuId, skuPartNumber }) => skuPartNumber !== null && !this.named.has(skuId))
      .sort((a, b) => (a.skuId < b.skuId ? -1 : 1)); // one order in all importers: they wait for each other, not in a circle
    if (unnamed.length === 0) return;
    await retriedTransaction(this.database, (session) => nameInOrder(session, unnamed), { repeatable: true });
    for (const { skuId } of unnamed) this.named.add(skuId);
  }

  /** The number of each set of disabled plans, keyed by `planSetKey`; 0 is the empty set. */
  async disabledPlans(sets: Iterable<readonly Guid[]>): Promise<(plans: readonly Guid[]) => number> {
    const rows = new Map<string, unknown[]>();
    for (const plans of sets) {
      const text = plans.join(",");
      if (text !== "") rows.set(text, [hash16(text), text]);
    }
    await this.fill(PLANS, rows);
    return (plans) => (plans.length === 0 ? 0 : this.number(PLANS, plans.join(",")));
  }

  /** The number of each list of service plans. */
  async servicePlans(lists: readonly (readonly ServicePlan[])[]): Promise<(plans: readonly ServicePlan[]) => number> {
    const rows = new Map<string, unknown[]>();
    for (const plans of lists) {
      const text = JSON.stringify(plans);
      rows.set(text, [hash16(text), assignable(plans) ? 1 : 0, text]);
    }
    await this.fill(SERVICE_PLANS, rows);
    return (plans) => this.number(SERVICE_PLANS, JSON.stringify(plans));
  }

  private number(shape: Shape, text: string): number {
    const known = this.numbers.get(`${shape.table}:${text}`);
    if (known === undefined) throw new Error(`no number in ${shape.table}`);
    return known;
  }

  private async fill(shape: Shape, rows: ReadonlyMap<string, readonly unknown[]>): Promise<void> {
    const missing = [...rows].filter(([text]) => !this.numbers.has(`${shape.table}:${text}`));
    const byValues = new Map(missing.map(([text, values]) => [values, text]));
    for (const chunk of statementChunks([...byValues.keys()])) {
      await this.fillChunk(
        shape,
        chunk.map((values) => [byValues.get(values) ?? "", values] as const),
      );
    }
  }

  private async fillChunk(shape: Shape, wanted: readonly (readonly [string, readonly unknown[]])[]): Promise<void> {
    const { table, number, key, columns } = shape;
    const work = async (session: Session) => {
      const read = () =>
        session.rows<Row>(
          `SELECT ${number} AS no, ${key} AS value FROM ${table} WHERE ${key} IN ${list(wanted.length)}`,
          wanted.map(([, values]) => values[0]),
        );
      const before = await read();
      if (before.length === wanted.length) return before;
      const have = new Set(before.map((row) => keyText(row["value"])));
      const fresh = wanted.filter(([, values]) => !have.has(keyText(values[0])));
      await session.run(
        this.database.dialect.insertIgnore(table, columns, fresh.length),
        fresh.flatMap(([, values]) => values),
      );
      if (shape.catalogued) await raiseCatalogueVersion(session);
      return [...before, ...(await this.readBack(shape, fresh, session.rows.bind(session)))];
    };
    const found = await retriedTransaction(this.database, work, { repeatable: true });
    const numbers = new Map(found.map((row) => [keyText(row["value"]), row["no"] as number]));
    for (const [text, values] of wanted) {
      const no = numbers.get(keyText(values[0]));
      if (no !== undefined) this.numbers.set(`${table}:${text}`, no);
    }
  }

  /** A locking read: another importer may have committed the same value after this transaction's snapshot. */
  private readBack(
    { table, number, key }: Shape,
    fresh: readonly (readonly [string, readonly unknown[]])[],
    rows: (sql: string, parameters: readonly unknown[]) => Promise<Row[]>,
  ): Promise<Row[]> {
    const lock = this.database.dialect.name === "embedded" ? "" : " FOR UPDATE";
    return rows(
      `SELECT ${number} AS no, ${key} AS value FROM ${table} WHERE ${key} IN ${list(fresh.length)}${lock}`,
      fresh.map(([, values]) => values[0]),
    );
  }
}

async function nameInOrder(session: Session, skus: readonly SubscribedSku[]): Promise<void> {
  let named = 0;
  for (const { skuId, skuPartNumber } of skus) {
    const text = "UPDATE sku SET part_number = ? WHERE sku_id = ? AND part_number IS NULL";
    named += await session.run(text, [skuPartNumber, skuId]);
  }
  if (named > 0) await raiseCatalogueVersion(session);
}

function keyText(value: unknown): string {
  return Buffer.isBuffer(value) ? value.toString("hex") : String(value);
}

import { join, oneOf, raw, sql, type Fragment } from "./fragment.js";
import { afterKey, orderBy, type KeyValue, type SortColumn } from "./keyset.js";
import { pinned, type Pin } from "./pin.js";
import { select, type ReadContext } from "./read-context.js";

/** What a tenant owned of a SKU on a pinned day, as Microsoft counted it. */
export interface SkuUnits {
  readonly tenantNo: number;
  readonly skuNo: number;
  readonly enabled: number;
  readonly warning: number;
  readonly suspended: number;
  readonly lockedOut: number;
  readonly consumed: number;
  readonly servicePlansNo: number;
}

/** Which subscribed SKUs. The numbers in `only` are taken even when free or for the company. */
export interface SkuSet {
  readonly pins: readonly Pin[];
  readonly only: readonly number[] | null;
  readonly without: readonly number[];
  readonly withoutPartNumbers: readonly string[];
  readonly withoutCompany: boolean;
}

/** A subscribed SKU with the number of people who hold it. */
export interface SubscribedSkuRow extends SkuUnits {
  readonly assignments: number;
}

/** The columns of SKU_COLUMNS as they come. */
interface RawUnits {
  tenant_no: number;
  sku_no: number;
  enabled: number;
  warning: number;
  suspended: number;
  locked_out: number;
  consumed: number;
  service_plans_no: number;
}

type Raw = RawUnits & { assignments: number | null };

/** What SkuUnits is made of, of `k` (sku_version). */
const SKU_COLUMNS = raw(
  "k.tenant_no, k.sku_no, k.enabled, k.warning, k.suspended, k.locked_out, k.consumed, k.service_plans_no",
);
const ORDER: readonly SortColumn[] = [
  { name: "k.tenant_no", direction: "ASC", nullable: false },
  { name: "k.sku_no", direction: "ASC", nullable: false },
];

/** Reads subscribed SKUs. */
export function skuReader(context: ReadContext) {
  return {
    /** Every subscribed SKU of the pinned days. */
    async units(pins: readonly Pin[]): Promise<SkuUnits[]> {
      const source = pinned(context.dialect, pins, "sku_version", "k");
      const statement = sql`${source.with}SELECT ${SKU_COLUMNS} FROM ${source.from} WHERE ${source.where}`;
      return (await select<Raw>(context, statement)).map(toUnits);
    },
    /** A page by tenant and SKU number, in reading order of the request. */
    async page(
      set: SkuSet,
      page: { key: readonly KeyValue[] | null; backward: boolean; limit: number },
    ): Promise<SubscribedSkuRow[]> {
      const source = pinned(context.dialect, set.pins, "sku_version", "k");
      const where = [source.where, ...conditions(set)];
      if (page.key !== null) where.push(afterKey(ORDER, page.key, page.backward));
      const statement = sql`${source.with}SELECT ${SKU_COLUMNS}, c.assignments FROM ${source.from}
        LEFT JOIN license_count c ON c.tenant_no = k.tenant_no AND c.sku_no = k.sku_no
          AND c.from_seq <= ${source.seq} AND ${source.seq} < c.to_seq
        WHERE ${join(where, " AND ")} ORDER BY ${orderBy(ORDER, page.backward)} LIMIT ${raw(String(page.limit))}`;
      const rows = await select<Raw>(context, statement);
      return rows.map((row) => ({ ...toUnits(row), assignments: row.assignments ?? 0 }));
    },
    async count(set: SkuSet): Promise<number> {
      const source = pinned(context.dialect, set.pins, "sku_version", "k");
      const where = join([source.where, ...conditions(set)], " AND ");
      const statement = sql`${source.with}SELECT COUNT(*) AS skus FROM ${source.from} WHERE ${where}`;
      return Number((await select<{ skus: number }>(context, statement))[0]?.skus ?? 0);
    },
  };
}

export type SkuReader = ReturnType<typeof skuReader>;

function conditions(set: SkuSet): Fragment[] {
  const parts = set.without.length === 0 ? [] : [sql`NOT (${oneOf("k.sku_no", set.without)})`];
  if (set.only !== null) return [...parts, oneOf("k.sku_no", set.only)];
  if (set.withoutPartNumbers.length > 0) {
    const free = oneOf("d.part_number", set.withoutPartNumbers);
    parts.push(sql`k.sku_no NOT IN (SELECT d.sku_no FROM sku d WHERE ${free})`);
  }
  if (set.withoutCompany) {
    parts.push(
      raw(`NOT EXISTS (SELECT 1 FROM service_plans sp
      WHERE sp.service_plans_no = k.service_plans_no AND sp.assignable = 0)`),
    );
  }
  return parts;
}

function toUnits(row: RawUnits): SkuUnits {
  return {
    tenantNo: row.tenant_no,
    skuNo: row.sku_no,
    enabled: row.enabled,
    warning: row.warning,
    suspended: row.suspended,
    lockedOut: row.locked_out,
    consumed: row.consumed,
    servicePlansNo: row.service_plans_no,
  };
}

import type { Guid } from "../../model/guid.js";
import type { Session } from "../database.js";
import { oneOf, type Fragment } from "./fragment.js";
import type { ProductNames } from "./product-names.js";

/** A SKU of the dictionary; `partNumber` is null when no tenant ever listed it. */
export interface CatalogueSku {
  readonly skuNo: number;
  readonly skuId: Guid;
  readonly partNumber: string | null;
  /** As Microsoft's published list has it; null where none was imported, or does not name it. */
  readonly productName: string | null;
}

interface Row {
  version: number;
  sku_no: number | null;
  sku_id: string;
  part_number: string | null;
}

/** Ids that nothing is known about are a caller's; this many are remembered. */
const MOST_SETTLED = 20_000;

/**
 * SKUs in memory. Their rows never change once written, except that a part number may still be unknown: that, and that there
 * is no row, holds until the catalogue has another version, which it gets in the transaction that adds or names a SKU.
 */
export function createSkuDictionary(names: Pick<ProductNames, "of">, mostSettled = MOST_SETTLED) {
  const byNo = new Map<number, CatalogueSku>();
  const byId = new Map<Guid, CatalogueSku>();
  const settled = createSettled(mostSettled);
  let wanted = 0;

  function keep(sku: Omit<CatalogueSku, "productName">): void {
    const named = { ...sku, productName: names.of(sku.skuId) };
    byNo.set(named.skuNo, named);
    byId.set(named.skuId, named);
  }

  async function read(session: Session, column: string, keys: readonly (number | Guid)[]): Promise<void> {
    const open = settled.open(keys, wanted);
    if (open.length === 0) return;
    const rows = await readRows(session, oneOf(`s.${column}`, open));
    for (const { sku_no: skuNo, sku_id: skuId, part_number: partNumber } of rows) {
      if (skuNo !== null) keep({ skuNo, skuId: skuId as Guid, partNumber });
    }
    settled.add(open, rows[0]?.version ?? -1);
  }

  return {
    /** Notes the version of the catalogue that a question sees. */
    note(version: number): void {
      wanted = Math.max(wanted, version);
    },
    /** Shows every SKU by the names known now. */
    rename(): void {
      [...byNo.values()].forEach(keep);
    },
    async byNo(session: Session, skuNos: Iterable<number>): Promise<ReadonlyMap<number, CatalogueSku>> {
      await read(session, "sku_no", unnamed(byNo, skuNos));
      return byNo;
    },
    async byId(session: Session, skuIds: Iterable<Guid>): Promise<ReadonlyMap<Guid, CatalogueSku>> {
      await read(session, "sku_id", unnamed(byId, skuIds));
      return byId;
    },
  };
}

function unnamed<K>(known: ReadonlyMap<K, CatalogueSku>, keys: Iterable<K>): K[] {
  return [...new Set(keys)].filter((key) => (known.get(key)?.partNumber ?? null) === null);
}

/** The version comes in the same statement as the rows, so that it is never newer than what they lack. */
function readRows(session: Session, condition: Fragment): Promise<Row[]> {
  const text = `SELECT c.version, s.sku_no, s.sku_id, s.part_number
    FROM catalogue c LEFT JOIN sku s ON ${condition.text} WHERE c.catalogue_no = 1`;
  return session.rows<Row>(text, condition.parameters);
}

/** Numbers and ids that were looked up at one version of the catalogue: what is not known of them now was not known then. */
function createSettled(most: number) {
  const keys = new Set<number | Guid>();
  let version = -1;
  return {
    /** Those to look up for a question that has seen version `wanted`. */
    open: <K extends number | Guid>(asked: readonly K[], wanted: number): K[] =>
      version < wanted ? [...asked] : asked.filter((key) => !keys.has(key)),
    /** Notes what was looked up; a node that is behind what is known tells nothing. */
    add(found: readonly (number | Guid)[], seen: number): void {
      if (seen < version) return;
      if (seen > version || keys.size + found.length > most) keys.clear();
      version = seen;
      for (const key of found) keys.add(key);
    },
  };
}

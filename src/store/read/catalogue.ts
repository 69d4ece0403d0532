import type { Guid } from "../../model/guid.js";
import type { Session } from "../database.js";
import { createPlanDictionary, type CataloguePlans } from "./catalogue-plans.js";
import { oneOf } from "./fragment.js";
import { createProductNames } from "./product-names.js";

/** A SKU of the dictionary; `partNumber` is null when no tenant ever listed it. */
export interface CatalogueSku {
  readonly skuNo: number;
  readonly skuId: Guid;
  readonly partNumber: string | null;
  /** As Microsoft's published list has it; null where none was imported, or does not name it. */
  readonly productName: string | null;
}

/** The dictionaries in memory: rows never change once written, except that a part number or a name may still be unknown. */
export interface Catalogue {
  /** Notes the version of the product names that a question sees. */
  note(version: number): void;
  skusByNo(session: Session, skuNos: Iterable<number>): Promise<ReadonlyMap<number, CatalogueSku>>;
  skusById(session: Session, skuIds: Iterable<Guid>): Promise<ReadonlyMap<Guid, CatalogueSku>>;
  disabledPlans(session: Session, plansNos: Iterable<number>): Promise<ReadonlyMap<number, readonly Guid[]>>;
  servicePlans(session: Session, plansNos: Iterable<number>): Promise<ReadonlyMap<number, CataloguePlans>>;
  /** What a plan is called in the published list, as the last question found it. */
  planName(servicePlanId: Guid): string | null;
}

interface SkuRow {
  sku_no: number;
  sku_id: string;
  part_number: string | null;
}

/** Reads what is unknown and remembers it; one statement at most for each call. */
export function createCatalogue(): Catalogue {
  const byNo = new Map<number, CatalogueSku>();
  const byId = new Map<Guid, CatalogueSku>();
  const names = createProductNames();
  const plans = createPlanDictionary(names);

  function keep(sku: Omit<CatalogueSku, "productName">): void {
    const named = { ...sku, productName: names.of(sku.skuId) };
    byNo.set(named.skuNo, named);
    byId.set(named.skuId, named);
  }

  async function refresh(session: Session): Promise<void> {
    if (!(await names.refresh(session))) return;
    [...byNo.values()].forEach(keep);
    plans.rename();
  }

  async function readSkus(session: Session, column: string, keys: readonly unknown[]): Promise<void> {
    await refresh(session);
    if (keys.length === 0) return;
    const condition = oneOf(column, keys);
    const text = `SELECT sku_no, sku_id, part_number FROM sku WHERE ${condition.text}`;
    for (const row of await session.rows<SkuRow>(text, condition.parameters)) {
      keep({ skuNo: row.sku_no, skuId: row.sku_id as Guid, partNumber: row.part_number });
    }
  }

  return {
    note: (version) => names.note(version),
    async skusByNo(session, skuNos) {
      await readSkus(
        session,
        "sku_no",
        [...new Set(skuNos)].filter((no) => (byNo.get(no)?.partNumber ?? null) === null),
      );
      return byNo;
    },
    async skusById(session, skuIds) {
      await readSkus(
        session,
        "sku_id",
        [...new Set(skuIds)].filter((id) => (byId.get(id)?.partNumber ?? null) === null),
      );
      return byId;
    },
    disabledPlans: (session, plansNos) => plans.disabled(session, plansNos),
    async servicePlans(session, plansNos) {
      await refresh(session);
      return plans.service(session, plansNos);
    },
    planName: (servicePlanId) => names.ofPlan(servicePlanId),
  };
}

import type { Guid } from "../../model/guid.js";
import type { ServicePlan } from "../../model/subscribed-sku.js";
import type { Session } from "../database.js";
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

/** A set of service plans and whether it makes a SKU assignable to people. */
export interface CataloguePlans {
  readonly assignable: boolean;
  readonly plans: readonly ServicePlan[];
}

/** The dictionaries in memory: rows never change once written, except that a part number or a name may still be unknown. */
export interface Catalogue {
  /** Notes the version of the product names that a question sees. */
  note(version: number): void;
  skusByNo(session: Session, skuNos: Iterable<number>): Promise<ReadonlyMap<number, CatalogueSku>>;
  skusById(session: Session, skuIds: Iterable<Guid>): Promise<ReadonlyMap<Guid, CatalogueSku>>;
  disabledPlans(session: Session, plansNos: Iterable<number>): Promise<ReadonlyMap<number, readonly Guid[]>>;
  servicePlans(session: Session, plansNos: Iterable<number>): Promise<ReadonlyMap<number, CataloguePlans>>;
}

/** The number of "no plan is switched off"; it has no row. */
const EMPTY_PLANS_NO = 0;

interface SkuRow {
  sku_no: number;
  sku_id: string;
  part_number: string | null;
}

/** Reads what is unknown and remembers it; one statement at most for each call. */
export function createCatalogue(): Catalogue {
  const byNo = new Map<number, CatalogueSku>();
  const byId = new Map<Guid, CatalogueSku>();
  const disabled = new Map<number, readonly Guid[]>([[EMPTY_PLANS_NO, []]]);
  const service = new Map<number, CataloguePlans>();
  const names = createProductNames();

  function keep(sku: Omit<CatalogueSku, "productName">): void {
    const named = { ...sku, productName: names.of(sku.skuId) };
    byNo.set(named.skuNo, named);
    byId.set(named.skuId, named);
  }

  async function readSkus(session: Session, column: string, keys: readonly unknown[]): Promise<void> {
    if (await names.refresh(session)) [...byNo.values()].forEach(keep);
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
    async disabledPlans(session, plansNos) {
      const unknown = [...new Set(plansNos)].filter((no) => !disabled.has(no));
      if (unknown.length > 0) await readDisabledPlans(session, unknown, disabled);
      return disabled;
    },
    async servicePlans(session, plansNos) {
      const unknown = [...new Set(plansNos)].filter((no) => !service.has(no));
      if (unknown.length > 0) await readServicePlans(session, unknown, service);
      return service;
    },
  };
}

async function readDisabledPlans(
  session: Session,
  plansNos: readonly number[],
  into: Map<number, readonly Guid[]>,
): Promise<void> {
  const condition = oneOf("plans_no", plansNos);
  const text = `SELECT plans_no, plans FROM disabled_plans WHERE ${condition.text}`;
  for (const row of await session.rows<{ plans_no: number; plans: string }>(text, condition.parameters)) {
    into.set(row.plans_no, row.plans.split(",") as Guid[]);
  }
}

async function readServicePlans(
  session: Session,
  plansNos: readonly number[],
  into: Map<number, CataloguePlans>,
): Promise<void> {
  const condition = oneOf("service_plans_no", plansNos);
  const text = `SELECT service_plans_no, assignable, plans FROM service_plans WHERE ${condition.text}`;
  const rows = await session.rows<{ service_plans_no: number; assignable: number; plans: string }>(
    text,
    condition.parameters,
  );
  for (const row of rows) {
    const plans = JSON.parse(row.plans) as ServicePlan[];
    into.set(row.service_plans_no, { assignable: row.assignable === 1, plans });
  }
}

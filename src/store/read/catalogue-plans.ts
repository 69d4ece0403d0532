import type { Guid } from "../../model/guid.js";
import type { ServicePlan } from "../../model/subscribed-sku.js";
import type { Session } from "../database.js";
import { oneOf } from "./fragment.js";
import type { ProductNames } from "./product-names.js";

/** A service plan and what to call it: as published, else by Microsoft's technical name, else by its id. */
export interface NamedServicePlan extends ServicePlan {
  readonly displayName: string;
}

/** A set of service plans and whether it makes a SKU assignable to people. */
export interface CataloguePlans {
  readonly assignable: boolean;
  readonly plans: readonly NamedServicePlan[];
}

/** The number of "no plan is switched off"; it has no row. */
const EMPTY_PLANS_NO = 0;

/** Sets of plans in memory; their rows never change once written, only what plans are called. */
export function createPlanDictionary(names: Pick<ProductNames, "ofPlan">) {
  const disabled = new Map<number, readonly Guid[]>([[EMPTY_PLANS_NO, []]]);
  const service = new Map<number, CataloguePlans>();
  const named = (plan: ServicePlan): NamedServicePlan => ({
    ...plan,
    displayName: names.ofPlan(plan.servicePlanId) ?? plan.servicePlanName ?? plan.servicePlanId,
  });
  return {
    /** Shows every plan by the names known now. */
    rename(): void {
      for (const [no, { assignable, plans }] of service) service.set(no, { assignable, plans: plans.map(named) });
    },
    async disabled(session: Session, plansNos: Iterable<number>): Promise<ReadonlyMap<number, readonly Guid[]>> {
      const unknown = [...new Set(plansNos)].filter((no) => !disabled.has(no));
      for (const [no, plans] of await readDisabledPlans(session, unknown)) disabled.set(no, plans);
      return disabled;
    },
    async service(session: Session, plansNos: Iterable<number>): Promise<ReadonlyMap<number, CataloguePlans>> {
      const unknown = [...new Set(plansNos)].filter((no) => !service.has(no));
      for (const { no, assignable, plans } of await readServicePlans(session, unknown)) {
        service.set(no, { assignable, plans: plans.map(named) });
      }
      return service;
    },
  };
}

async function readDisabledPlans(session: Session, plansNos: readonly number[]): Promise<[number, Guid[]][]> {
  if (plansNos.length === 0) return [];
  const condition = oneOf("plans_no", plansNos);
  const text = `SELECT plans_no, plans FROM disabled_plans WHERE ${condition.text}`;
  const rows = await session.rows<{ plans_no: number; plans: string }>(text, condition.parameters);
  return rows.map(({ plans_no: no, plans }) => [no, plans.split(",") as Guid[]]);
}

interface ServicePlansRow {
  service_plans_no: number;
  assignable: number;
  plans: string;
}

async function readServicePlans(
  session: Session,
  plansNos: readonly number[],
): Promise<{ no: number; assignable: boolean; plans: ServicePlan[] }[]> {
  if (plansNos.length === 0) return [];
  const condition = oneOf("service_plans_no", plansNos);
  const text = `SELECT service_plans_no, assignable, plans FROM service_plans WHERE ${condition.text}`;
  const rows = await session.rows<ServicePlansRow>(text, condition.parameters);
  return rows.map(({ service_plans_no: no, assignable, plans }) => {
    return { no, assignable: assignable === 1, plans: JSON.parse(plans) as ServicePlan[] };
  });
}

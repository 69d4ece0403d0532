import type { Guid } from "../../model/guid.js";
import type { Session } from "../database.js";
import { createPlanDictionary, type CataloguePlans } from "./catalogue-plans.js";
import { createSkuDictionary, type CatalogueSku } from "./catalogue-skus.js";
import { createProductNames } from "./product-names.js";

/** The dictionaries in memory, as of the newest version of the catalogue that a question has seen. */
export interface Catalogue {
  /** Notes the version that a question sees. */
  note(version: number): void;
  skusByNo(session: Session, skuNos: Iterable<number>): Promise<ReadonlyMap<number, CatalogueSku>>;
  skusById(session: Session, skuIds: Iterable<Guid>): Promise<ReadonlyMap<Guid, CatalogueSku>>;
  disabledPlans(session: Session, plansNos: Iterable<number>): Promise<ReadonlyMap<number, readonly Guid[]>>;
  servicePlans(session: Session, plansNos: Iterable<number>): Promise<ReadonlyMap<number, CataloguePlans>>;
  /** What a plan is called in the published list, as the last question found it. */
  planName(servicePlanId: Guid): string | null;
}

/** Reads what is unknown and remembers it; one statement at most for each call, and two more where names were imported. */
export function createCatalogue(): Catalogue {
  const names = createProductNames();
  const skus = createSkuDictionary(names);
  const plans = createPlanDictionary(names);

  async function refresh(session: Session): Promise<void> {
    if (!(await names.refresh(session))) return;
    skus.rename();
    plans.rename();
  }

  return {
    note(version) {
      names.note(version);
      skus.note(version);
    },
    async skusByNo(session, skuNos) {
      await refresh(session);
      return skus.byNo(session, skuNos);
    },
    async skusById(session, skuIds) {
      await refresh(session);
      return skus.byId(session, skuIds);
    },
    disabledPlans: (session, plansNos) => plans.disabled(session, plansNos),
    async servicePlans(session, plansNos) {
      await refresh(session);
      return plans.service(session, plansNos);
    },
    planName: (servicePlanId) => names.ofPlan(servicePlanId),
  };
}

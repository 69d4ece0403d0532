import type { EntitySchema } from "typeorm";
import { ALERT } from "./entity/alert.row.js";
import { CHANGE_SUMMARY } from "./entity/change-summary.row.js";
import { CUSTOMER_LIST } from "./entity/customer-list.row.js";
import { ACCESS } from "./entity/access.row.js";
import { CATALOGUE } from "./entity/catalogue.row.js";
import { DIMENSION_VALUE } from "./entity/dimension-value.row.js";
import { DISABLED_PLANS } from "./entity/disabled-plans.row.js";
import { EVENT } from "./entity/event.row.js";
import { GROUP_COUNT } from "./entity/group-count.row.js";
import { HELD_DAY } from "./entity/held-day.row.js";
import { IMPORT_RUN } from "./entity/import-run.row.js";
import { JOB } from "./entity/job.row.js";
import { LICENSE_COUNT } from "./entity/license-count.row.js";
import { LICENSE_VERSION } from "./entity/license-version.row.js";
import { OPERATOR_ACTION } from "./entity/operator-action.row.js";
import { PARTNER_PAUSE } from "./entity/partner-pause.row.js";
import { PERSON } from "./entity/person.row.js";
import { PRODUCT_NAME } from "./entity/product-name.row.js";
import { PRUNE_STATE } from "./entity/prune-state.row.js";
import { SERVICE_PLAN_NAME } from "./entity/service-plan-name.row.js";
import { SERVICE_PLANS } from "./entity/service-plans.row.js";
import { SKU_VERSION } from "./entity/sku-version.row.js";
import { SKU } from "./entity/sku.row.js";
import { SNAPSHOT } from "./entity/snapshot.row.js";
import { type EntityDialect, entityOf } from "./entity/table.js";
import { TENANT } from "./entity/tenant.row.js";
import { TOKEN } from "./entity/token.row.js";
import { USER_VERSION } from "./entity/user-version.row.js";
import { WEBHOOK_DELIVERY } from "./entity/webhook-delivery.row.js";

const TABLES = [
  ...[TENANT, SNAPSHOT, HELD_DAY, IMPORT_RUN, PERSON, USER_VERSION, LICENSE_VERSION, SKU_VERSION],
  ...[LICENSE_COUNT, GROUP_COUNT, DIMENSION_VALUE, SKU, DISABLED_PLANS, SERVICE_PLANS, TOKEN],
  ...[ALERT, EVENT, WEBHOOK_DELIVERY, ACCESS, PRODUCT_NAME, SERVICE_PLAN_NAME, CATALOGUE],
  ...[PARTNER_PAUSE, CUSTOMER_LIST, OPERATOR_ACTION, PRUNE_STATE, JOB, CHANGE_SUMMARY],
];

/** The entity of every table as one kind of database has it; a test holds them to what the migrations build. */
export function entitiesFor(dialect: EntityDialect): EntitySchema[] {
  return TABLES.map((table) => entityOf(table, dialect));
}

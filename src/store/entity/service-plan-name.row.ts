import { guid, type Table, varchar } from "./table.js";

/** What service plans are called, from Microsoft's published list; shared by all tenants. */
export const SERVICE_PLAN_NAME: Table = {
  name: "service_plan_name",
  columns: { service_plan_id: guid, display_name: varchar(512) },
  primaryKey: ["service_plan_id"],
};

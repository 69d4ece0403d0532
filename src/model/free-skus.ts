/** Part numbers of SKUs that cost nothing and are left out of totals unless asked for. Never concluded from a number of units. */
export const FREE_SKU_PART_NUMBERS: readonly string[] = [
  "FLOW_FREE",
  "POWER_BI_STANDARD",
  "POWERAPPS_VIRAL",
  "POWERAPPS_DEV",
  "TEAMS_EXPLORATORY",
  "STREAM",
  "WINDOWS_STORE",
  "MICROSOFT_BUSINESS_CENTER",
  "RIGHTSMANAGEMENT_ADHOC",
  "CCIBOTS_PRIVPREV_VIRAL",
  "FORMS_PRO",
  "DYN365_ENTERPRISE_P1_IW",
  "PROJECT_MADEIRA_PREVIEW_IW_SKU",
];

/** The free part numbers, with the operator's own added. */
export function freeSkus(added: readonly string[] = []): ReadonlySet<string> {
  return new Set([...FREE_SKU_PART_NUMBERS, ...added]);
}

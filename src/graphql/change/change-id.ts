import { formatNodeId } from "../node-id.js";
import type { ChangeAnswer } from "../../query/change-answers.js";

/** The opaque id of a change: the two days in their revisions, the kind, and whom or what it is about. */
export function formatChangeId(change: ChangeAnswer): string {
  const { tenantId, date, revision, previousDate, previousRevision, kind, person, sku, field } = change;
  const about = [person?.entraId ?? "", sku?.skuId ?? "", field?.toLowerCase() ?? ""];
  const days = [date, revision, previousDate, previousRevision];
  return formatNodeId("Change", tenantId, ...days, kind.toLowerCase(), ...about);
}

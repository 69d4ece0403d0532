import type { Measures } from "../../query/answers.js";
import type { RowOrder } from "../../query/inputs.js";
import type { LicenseRow } from "../../query/license-answers.js";
import { toConnection } from "../connection/connection.type.js";
import { addMeasures, toMeasures } from "../measures/measures.type.js";
import { pageOfRows } from "../row-page.js";
import type { LicenseRowsArgs } from "./license-position.args.js";
import type { LicensePosition, LicenseRowConnection } from "./license-position.type.js";

type Counted = "assignments" | "assigned" | "purchased" | "unassigned" | "overassigned";

const ORDER_FIELD: Record<Exclude<RowOrder, "KEY_ASC">, Counted> = {
  ASSIGNMENTS_DESC: "assignments",
  ASSIGNED_DESC: "assigned",
  PURCHASED_DESC: "purchased",
  UNASSIGNED_DESC: "unassigned",
  OVERASSIGNED_DESC: "overassigned",
};

/** A page of sorted rows, and what it leaves out. Rows come by key. */
export function toLicenseRows(
  { allRows: rows, binding }: Pick<LicensePosition, "allRows" | "binding">,
  args: LicenseRowsArgs,
): LicenseRowConnection {
  const page = pageOfRows(sortRows(rows, args.orderBy), `${args.orderBy} ${binding}`, args);
  const shown = new Set(page.nodes);
  const rest = rows.filter((row) => !shown.has(row)).map((row) => row.measures);
  const connection = toConnection(page, ({ key, measures }) => ({ key, measures: toMeasures(measures) }));
  const other = rest.length === 0 ? null : toMeasures(addMeasures(rest));
  return Object.assign(connection, { other });
}

/** Sorting is stable, so equal rows stay by key. */
function sortRows(rows: readonly LicenseRow[], order: RowOrder): readonly LicenseRow[] {
  if (order === "KEY_ASC") return rows;
  const field = ORDER_FIELD[order];
  const numberOf = (measures: Measures) => measures[field] ?? -1;
  return rows.toSorted((a, b) => numberOf(b.measures) - numberOf(a.measures));
}

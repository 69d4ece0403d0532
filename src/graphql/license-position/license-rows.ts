import type { LicenseRow, Measures, RowOrder } from "../../query/answers.js";
import { toConnection } from "../connection/connection.type.js";
import { addMeasures, toMeasures } from "../measures/measures.type.js";
import { compareKeys, pageOfRows } from "../row-page.js";
import type { LicenseRowsArgs } from "./license-position.args.js";
import type { LicenseRowConnection } from "./license-position.type.js";

type Counted = "assignments" | "assigned" | "purchased" | "unassigned" | "overassigned";

const ORDER_FIELD: Record<Exclude<RowOrder, "KEY_ASC">, Counted> = {
  ASSIGNMENTS_DESC: "assignments",
  ASSIGNED_DESC: "assigned",
  PURCHASED_DESC: "purchased",
  UNASSIGNED_DESC: "unassigned",
  OVERASSIGNED_DESC: "overassigned",
};

/** A page of sorted rows, and what it leaves out. */
export function toLicenseRows(rows: readonly LicenseRow[], args: LicenseRowsArgs): LicenseRowConnection {
  const page = pageOfRows(sortRows(rows, args.orderBy), args.orderBy, args);
  const shown = new Set(page.nodes);
  const rest = rows.filter((row) => !shown.has(row)).map((row) => row.measures);
  const connection = toConnection(page, ({ key, measures }) => ({ key, measures: toMeasures(measures) }));
  return { ...connection, other: rest.length === 0 ? null : toMeasures(addMeasures(rest)) };
}

function sortRows(rows: readonly LicenseRow[], order: RowOrder): LicenseRow[] {
  if (order === "KEY_ASC") return rows.toSorted(compareKeys);
  const field = ORDER_FIELD[order];
  const numberOf = (measures: Measures) => measures[field] ?? -1;
  return rows.toSorted((a, b) => numberOf(b.measures) - numberOf(a.measures) || compareKeys(a, b));
}

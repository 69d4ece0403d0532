import { USER_TEXT_FIELDS } from "../../model/imported-fields.js";
import type { UserStateAnswer } from "../../query/answers.js";
import type { GroupKey } from "../../query/inputs.js";
import type { LicenseRow, TrendPoint, TrendSeries } from "../../query/license-answers.js";
import type { Cell } from "./csv.js";
import type { ChangeAnswer } from "../../query/change-answers.js";

/** How a download looks: its columns as CSV, and the same as one JSON object a line. */
export interface Table<T> {
  readonly columns: readonly string[];
  readonly cells: (row: T) => readonly Cell[];
  readonly object: (row: T) => object;
}

const EXTENSIONS = Array.from({ length: 15 }, (_, index) => `extensionAttribute${index + 1}`);

/** One line a person. Licenses are part numbers (ids beside them), separated by semicolons, by SKU id. */
export const USERS: Table<UserStateAnswer> = {
  columns: [
    ...["tenantId", "date", "entraId", ...USER_TEXT_FIELDS, "managerId", ...EXTENSIONS, "licenses", "licenseSkuIds"],
  ],
  cells: (user) => [
    ...[user.person.tenantId, user.date, user.person.entraId],
    ...USER_TEXT_FIELDS.map((field) => user.attributes[field]),
    ...[user.managerId, ...user.extensionAttributes],
    user.licenses.map(({ sku }) => sku.productName).join("; "),
    user.licenses.map(({ sku }) => sku.skuId).join("; "),
  ],
  object: (user) => ({
    ...{ tenantId: user.person.tenantId, date: user.date, entraId: user.person.entraId },
    ...user.attributes,
    managerId: user.managerId,
    extensionAttributes: Object.fromEntries(EXTENSIONS.map((name, index) => [name, user.extensionAttributes[index]])),
    licenses: user.licenses.map(({ sku, disabledPlanIds }) => ({ ...sku, disabledPlanIds })),
  }),
};

/** One line a change; which columns are filled depends on `kind`. */
export const CHANGES: Table<ChangeAnswer> = {
  columns: [
    ...["tenantId", "previousDate", "date", "kind", "entraId", "skuId", "sku", "previousSkuId", "previousSku"],
    ...["field", "before", "after", "unitsBefore", "unitsAfter"],
  ],
  cells: (change) => [
    ...[change.tenantId, change.previousDate, change.date, change.kind, change.person?.entraId ?? null],
    ...[change.sku?.skuId ?? null, change.sku?.productName ?? null],
    ...[change.previousSku?.skuId ?? null, change.previousSku?.productName ?? null],
    ...[change.field, change.before, change.after, change.unitsBefore, change.unitsAfter],
  ],
  object: ({ tenantId, previousDate, date, kind, person, ...rest }) => ({
    ...{ tenantId, previousDate, date, kind, entraId: person?.entraId ?? null },
    ...{ sku: rest.sku, previousSku: rest.previousSku, field: rest.field, before: rest.before, after: rest.after },
    ...{ unitsBefore: rest.unitsBefore, unitsAfter: rest.unitsAfter },
  }),
};

const MEASURES = [
  ...(["enabled", "warning", "suspended", "lockedOut", "purchased", "assigned", "unassigned", "overassigned"] as const),
  ...(["assignments", "assignedUsers"] as const),
];

/** One line a group: each key's value and label, then the figures; a figure nobody can know is empty. */
export function licensesTable(groupBy: readonly GroupKey[]): Table<LicenseRow> {
  const names = groupBy.map(nameOf);
  return {
    columns: [...columnsOf(names), ...MEASURES],
    cells: ({ key, measures }) => [
      ...key.flatMap(({ value, label }) => [value, label]),
      ...MEASURES.map((measure) => measures[measure]),
    ],
    object: ({ key, measures }) => ({
      key: keysOf(names, key),
      ...Object.fromEntries(MEASURES.map((measure) => [measure, measures[measure]] as const)),
    }),
  };
}

/** A figure of one series at one point. */
export interface TrendRow {
  readonly point: TrendPoint;
  readonly series: TrendSeries;
  /** The place of the point in the lists of the series. */
  readonly at: number;
}

/**
 * One line a series and point, series by series; a missing point has no figures, `other` no keys. Why a day is missing is no part
 * of it: that may still change, and the same pin gives the same bytes.
 */
export function trendTable(groupBy: readonly GroupKey[]): Table<TrendRow> {
  const names = groupBy.map(nameOf);
  const figures = ({ series, at }: TrendRow) => MEASURES.map((measure) => series.columns[measure][at] ?? null);
  return {
    columns: [...columnsOf(names), "date", "missingTenants", "days", ...MEASURES],
    cells: (row) => [
      ...names.flatMap((_, at) => [row.series.key[at]?.value ?? null, row.series.key[at]?.label ?? "other"]),
      ...[row.point.date, row.point.missingTenants, row.point.days, ...figures(row)],
    ],
    object: (row) => ({
      ...{ key: row.series.key.length === 0 ? null : keysOf(names, row.series.key), date: row.point.date },
      ...{ missingTenants: row.point.missingTenants, days: row.point.days },
      ...Object.fromEntries(figures(row).map((figure, at): [string, number | null] => [MEASURES[at] ?? "", figure])),
    }),
  };
}

function columnsOf(names: readonly string[]): string[] {
  return names.flatMap((name) => [name, `${name}Label`]);
}

function keysOf(names: readonly string[], key: LicenseRow["key"]): Record<string, object> {
  const named = key.map(({ value, label, missing }, at): [string, object] => [
    names[at] ?? "",
    { value, label, missing },
  ]);
  return Object.fromEntries(named);
}

/** `sku`, `department`, `extensionAttribute3`, `manager2` (two levels up). */
function nameOf({ by, n, depth }: GroupKey): string {
  const camel = by.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return `${camel}${n ?? (depth !== undefined && depth !== null && depth > 1 ? depth : "")}`;
}

import { invalidInput } from "../../errors.js";
import type { Guid } from "../../model/guid.js";
import { USER_TEXT_FIELDS, type UserTextField } from "../../model/imported-fields.js";
import { guidToBinary } from "../binary.js";
import { EXTENSION_COLUMNS, columnOf } from "../columns.js";
import { allOf, anyOf, oneOf, raw, sql, type Fragment } from "./fragment.js";
import { aliveAt } from "./pin.js";

/** What a text must be; null and absent mean "not asked". */
export interface TextCondition {
  readonly eq?: string | null;
  readonly in?: readonly string[] | null;
  readonly ne?: string | null;
  readonly startsWith?: string | null;
  readonly contains?: string | null;
  readonly isNull?: boolean | null;
}

/** What a person's state must be. */
export type UserCondition = { readonly [field in UserTextField]?: TextCondition | null } & {
  readonly and?: readonly UserCondition[] | null;
  readonly or?: readonly UserCondition[] | null;
  readonly not?: UserCondition | null;
  readonly extensionAttribute?: { readonly n: number; readonly value: TextCondition } | null;
  readonly managerId?: Guid | null;
  readonly skus?: SkuCondition | null;
};

/** Which SKUs a person must hold. */
export interface SkuCondition {
  readonly any?: readonly Guid[] | null;
  readonly all?: readonly Guid[] | null;
  readonly none?: readonly Guid[] | null;
  readonly isEmpty?: boolean | null;
}

/** What the SQL of a filter stands on: the row's sequence and the numbers of the SKUs it names. */
export interface FilterContext {
  readonly seq: Fragment;
  readonly skuNo: (skuId: Guid) => number | undefined;
}

/** SQL of a filter on `v` (user_version). Every part is true or false, never NULL, so that `not` is its opposite. */
export function userFilterSql(context: FilterContext, condition: UserCondition): Fragment {
  const parts: Fragment[] = [];
  for (const field of USER_TEXT_FIELDS) {
    const text = condition[field];
    if (text) parts.push(textSql(`v.${columnOf(field)}`, text));
  }
  const { and, or, not, extensionAttribute, managerId, skus } = condition;
  if (extensionAttribute) {
    parts.push(extensionSql(extensionAttribute));
  }
  if (managerId) parts.push(sql`(v.manager_id IS NOT NULL AND v.manager_id = ${guidToBinary(managerId)})`);
  if (skus) parts.push(skusSql(context, skus));
  if (and) parts.push(allOf(and.map((inner) => userFilterSql(context, inner))));
  if (or) parts.push(anyOf(or.map((inner) => userFilterSql(context, inner))));
  if (not) parts.push(sql`NOT ${userFilterSql(context, not)}`);
  return sql`(${allOf(parts)})`;
}

function extensionSql({ n, value }: { readonly n: number; readonly value: TextCondition }): Fragment {
  const column = EXTENSION_COLUMNS[n - 1];
  if (column === undefined) throw invalidInput("filter.extensionAttribute.n", "must be from 1 to 15", n);
  return textSql(`v.${column}`, value);
}

/** Code points compared exactly. SUBSTR and INSTR know no wildcards, so `%` and `_` are ordinary. */
function textSql(name: string, text: TextCondition): Fragment {
  const column = raw(name);
  const parts: Fragment[] = [];
  const holds = (test: Fragment) => sql`(${column} IS NOT NULL AND ${test})`;
  if (isGiven(text.eq)) parts.push(holds(sql`${column} = ${text.eq}`));
  if (isGiven(text.in)) parts.push(holds(oneOf(name, text.in)));
  if (isGiven(text.ne)) parts.push(sql`(${column} IS NULL OR ${column} <> ${text.ne})`);
  if (isGiven(text.startsWith)) parts.push(holds(startsWith(column, text.startsWith)));
  if (isGiven(text.contains)) {
    parts.push(holds(text.contains === "" ? raw("1 = 1") : sql`INSTR(${column}, ${text.contains}) > 0`));
  }
  if (isGiven(text.isNull)) parts.push(text.isNull ? sql`${column} IS NULL` : sql`${column} IS NOT NULL`);
  return allOf(parts);
}

function startsWith(column: Fragment, prefix: string): Fragment {
  return prefix === "" ? raw("1 = 1") : sql`SUBSTR(${column}, 1, ${[...prefix].length}) = ${prefix}`;
}

function skusSql(context: FilterContext, skus: SkuCondition): Fragment {
  const parts: Fragment[] = [];
  const holdsOneOf = (skuIds: readonly Guid[]) => {
    const numbers = skuIds.map(context.skuNo).filter((no) => no !== undefined);
    return numbers.length === 0 ? raw("1 = 0") : licenseExists(context, oneOf("h.sku_no", numbers));
  };
  if (skus.any) parts.push(holdsOneOf(skus.any));
  if (skus.all) parts.push(allOf(skus.all.map((skuId) => holdsOneOf([skuId]))));
  if (skus.none) parts.push(sql`NOT ${holdsOneOf(skus.none)}`);
  if (isGiven(skus.isEmpty)) {
    const any = licenseExists(context, raw("1 = 1"));
    parts.push(skus.isEmpty ? sql`NOT ${any}` : any);
  }
  return allOf(parts);
}

function licenseExists(context: FilterContext, condition: Fragment): Fragment {
  return sql`(EXISTS (SELECT 1 FROM license_version h WHERE h.tenant_no = v.tenant_no AND h.user_no = v.user_no
    AND ${aliveAt("h", context.seq)} AND ${condition}))`;
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

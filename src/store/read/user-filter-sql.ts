import { invalidInput } from "../../errors.js";
import type { FoldingStep } from "../../model/case-folding.js";
import type { Guid } from "../../model/guid.js";
import { USER_TEXT_FIELDS, type UserTextField } from "../../model/imported-fields.js";
import { guidToBinary } from "../binary.js";
import { EXTENSION_COLUMNS, columnOf } from "../columns.js";
import { allOf, anyOf, oneOf, raw, sql, type Fragment } from "./fragment.js";
import { aliveAt, type Pin } from "./pin.js";

/** What a text must be; null and absent mean "not asked". */
export interface TextCondition {
  readonly eq?: string | null;
  readonly in?: readonly string[] | null;
  readonly ne?: string | null;
  readonly notIn?: readonly string[] | null;
  readonly startsWith?: string | null;
  readonly contains?: string | null;
  readonly isNull?: boolean | null;
  /** Replacements in the stored text before it is compared. */
  readonly folding?: readonly FoldingStep[] | null;
}

/** Whose direct manager is one of these: in every tenant, or in one on a pinned day. */
export interface ManagerCondition {
  readonly managerId: Guid;
  readonly others: readonly (Pin & { readonly managerIds: readonly Guid[] })[];
  /** The manager, too. */
  readonly self: boolean;
}

/** What a person's state must be. */
export type UserCondition = { readonly [field in UserTextField]?: TextCondition | null } & {
  readonly and?: readonly UserCondition[] | null;
  readonly or?: readonly UserCondition[] | null;
  readonly not?: UserCondition | null;
  readonly extensionAttribute?: { readonly n: number; readonly value: TextCondition } | null;
  readonly managerId?: Guid | null;
  readonly manager?: ManagerCondition | null;
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
  const { and, or, not, extensionAttribute, managerId, manager, skus } = condition;
  if (extensionAttribute) {
    parts.push(extensionSql(extensionAttribute));
  }
  if (managerId) parts.push(sql`(v.manager_id IS NOT NULL AND v.manager_id = ${guidToBinary(managerId)})`);
  if (manager) parts.push(managerSql(context, manager));
  if (skus) parts.push(skusSql(context, skus));
  if (and) parts.push(allOf(and.map((inner) => userFilterSql(context, inner))));
  if (or) parts.push(anyOf(or.map((inner) => userFilterSql(context, inner))));
  if (not) parts.push(sql`NOT ${userFilterSql(context, not)}`);
  return allOf(parts);
}

function extensionSql({ n, value }: { readonly n: number; readonly value: TextCondition }): Fragment {
  const column = EXTENSION_COLUMNS[n - 1];
  if (column === undefined) throw invalidInput("filter.extensionAttribute.n", "must be from 1 to 15", n);
  return textSql(`v.${column}`, value);
}

/** Code points compared exactly. SUBSTR and INSTR know no wildcards, so `%` and `_` are ordinary. */
function textSql(name: string, text: TextCondition): Fragment {
  const column = raw(name);
  const value = foldedSql(column, text.folding ?? []);
  const parts: Fragment[] = [];
  const holds = (test: Fragment) => sql`(${column} IS NOT NULL AND ${test})`;
  const fails = (test: Fragment) => sql`(${column} IS NULL OR NOT ${test})`;
  if (isGiven(text.eq)) parts.push(holds(sql`${value} = ${text.eq}`));
  if (isGiven(text.in)) parts.push(holds(amongSql(value, text.in)));
  if (isGiven(text.ne)) parts.push(fails(sql`(${value} = ${text.ne})`));
  if (isGiven(text.notIn)) parts.push(fails(amongSql(value, text.notIn)));
  if (isGiven(text.startsWith)) parts.push(holds(startsWith(value, text.startsWith)));
  if (isGiven(text.contains)) parts.push(holds(containsSql(value, text.contains)));
  if (isGiven(text.isNull)) parts.push(text.isNull ? sql`${column} IS NULL` : sql`${column} IS NOT NULL`);
  return allOf(parts);
}

/** The text with these characters replaced. */
export function foldedSql(column: Fragment, steps: readonly FoldingStep[]): Fragment {
  return steps.reduce((text, [from, to]) => sql`REPLACE(${text}, ${from}, ${to})`, column);
}

/** The text has `part` in it. */
export function containsSql(text: Fragment, part: string): Fragment {
  return part === "" ? raw("1 = 1") : sql`INSTR(${text}, ${part}) > 0`;
}

function amongSql(value: Fragment, texts: readonly string[]): Fragment {
  if (texts.length === 0) return raw("1 = 0");
  const { text, parameters } = value;
  return {
    text: `(${text} IN (${texts.map(() => "?").join(",")}))`,
    parameters: [...parameters, ...texts],
  };
}

function startsWith(text: Fragment, prefix: string): Fragment {
  return prefix === "" ? raw("1 = 1") : sql`SUBSTR(${text}, 1, ${[...prefix].length}) = ${prefix}`;
}

function managerSql({ seq }: FilterContext, { managerId, others, self }: ManagerCondition): Fragment {
  const below = [
    sql`v.manager_id = ${guidToBinary(managerId)}`,
    ...others.map(({ tenantNo, seq: day, managerIds }) => {
      const ids = raw(managerIds.map((id) => `X'${guidToBinary(id).toString("hex")}'`).join(","));
      return sql`(v.tenant_no = ${tenantNo} AND ${seq} = ${day} AND v.manager_id IN (${ids}))`;
    }),
  ];
  const reports = sql`(v.manager_id IS NOT NULL AND ${anyOf(below)})`;
  if (!self) return reports;
  return sql`(${reports} OR EXISTS (SELECT 1 FROM person b WHERE b.tenant_no = v.tenant_no AND b.user_no = v.user_no
    AND b.entra_id = ${guidToBinary(managerId)}))`;
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

import { ArgsType, Field, InputType, Int, registerEnumType } from "type-graphql";
import type { At, GroupKey as Key, LicenseFilter as FilterInput, RowOrder } from "../../query/inputs.js";
import { AtArgs, toAt } from "../as-of/as-of.args.js";
import { SkuListFilter, toSkuListFilter } from "../subscribed-sku/subscribed-sku.args.js";
import { toUserFilter, UserFilter } from "../user-state/user-filter.type.js";
import { GroupKey } from "./group-key.type.js";

const ROW_ORDERS: Record<RowOrder, RowOrder> = {
  KEY_ASC: "KEY_ASC",
  ASSIGNMENTS_DESC: "ASSIGNMENTS_DESC",
  ASSIGNED_DESC: "ASSIGNED_DESC",
  PURCHASED_DESC: "PURCHASED_DESC",
  UNASSIGNED_DESC: "UNASSIGNED_DESC",
  OVERASSIGNED_DESC: "OVERASSIGNED_DESC",
};
registerEnumType(ROW_ORDERS, {
  name: "RowOrder",
  description: "How to sort rows; equal ones by key, unknown numbers last.",
  valuesConfig: {
    KEY_ASC: { description: "By key." },
    ASSIGNMENTS_DESC: { description: "Most assignments first." },
    ASSIGNED_DESC: { description: "Most assigned units first." },
    PURCHASED_DESC: { description: "Most purchased units first." },
    UNASSIGNED_DESC: { description: "Most unassigned units first." },
    OVERASSIGNED_DESC: { description: "Most overassigned units first." },
  },
});

@InputType({ description: "Which licenses to count." })
export class LicenseFilter extends SkuListFilter {
  @Field(() => UserFilter, { nullable: true, description: "Only what these people hold; the units are then null." })
  user?: UserFilter | null;
}

@ArgsType()
export class LicensesArgs extends AtArgs {
  @Field(() => LicenseFilter, { nullable: true, description: "Which licenses to count." })
  filter?: LicenseFilter | null;

  @Field(() => [GroupKey], { nullable: true, description: "What to count by; only the total when absent." })
  groupBy?: GroupKey[] | null;
}

@ArgsType()
export class RowsArgs {
  @Field(() => Int, { defaultValue: 100, description: "How many rows at most, 1 to 200." })
  first!: number;

  @Field(() => String, { nullable: true, description: "The cursor after which the page starts." })
  after?: string | null;
}

@ArgsType()
export class LicenseRowsArgs extends RowsArgs {
  @Field(() => ROW_ORDERS, { defaultValue: "KEY_ASC", description: "How to sort the rows." })
  orderBy!: RowOrder;
}

/** The filter as `query/` takes it. */
export function toLicenseFilter(filter: LicenseFilter | null | undefined): FilterInput | null {
  if (!filter) return null;
  return { ...toSkuListFilter(filter), user: toUserFilter(filter.user, "filter.user") };
}

/** The arguments of `licenses` as `query/` takes them. */
export function toLicensesInput(
  args: LicensesArgs,
): At & { filter: FilterInput | null; groupBy: readonly Key[] | null } {
  return { ...toAt(args), filter: toLicenseFilter(args.filter), groupBy: args.groupBy ?? null };
}

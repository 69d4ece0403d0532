import { ArgsType, Field, InputType, Int, registerEnumType } from "type-graphql";
import { USER_TEXT_FIELDS, type UserTextField } from "../../model/imported-fields.js";
import type { At, PageRequest, UserFilter as FilterInput, UserOrder as Order } from "../../query/inputs.js";
import { AtArgs, toAt } from "../as-of/as-of.args.js";
import { toPageRequest } from "../connection/page.args.js";
import { toUserFilter, UserFilter } from "./user-filter.type.js";
import { USER_TEXT } from "./user-text.js";

function enumName(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

const USER_ORDER_FIELDS: Record<string, UserTextField> = Object.fromEntries(
  USER_TEXT_FIELDS.map((field) => [enumName(field), field]),
);
registerEnumType(USER_ORDER_FIELDS, {
  name: "UserOrderField",
  description: "A field to sort people by.",
  valuesConfig: Object.fromEntries(
    USER_TEXT_FIELDS.map((field) => [enumName(field), { description: USER_TEXT[field] }]),
  ),
});

const DIRECTIONS: Record<Order["direction"], Order["direction"]> = { ASC: "ASC", DESC: "DESC" };
registerEnumType(DIRECTIONS, {
  name: "SortDirection",
  description: "Which way to sort; by code point, nulls last.",
  valuesConfig: { ASC: { description: "Upwards." }, DESC: { description: "Downwards." } },
});

@InputType({ description: "A field to sort people by, and which way." })
export class UserOrder {
  @Field(() => USER_ORDER_FIELDS, { description: "The field." })
  field!: UserTextField;

  @Field(() => DIRECTIONS, { defaultValue: "ASC", description: "Which way." })
  direction!: Order["direction"];
}

@ArgsType()
export class UsersArgs extends AtArgs {
  @Field(() => UserFilter, { nullable: true, description: "Which people, as they were on the day." })
  filter?: UserFilter | null;

  @Field(() => [UserOrder], { nullable: true, description: "How to sort; ends in Microsoft's ids, whatever is given." })
  orderBy?: UserOrder[] | null;

  @Field(() => Int, { nullable: true, description: "How many people at most, 1 to 200; 50 when absent." })
  first?: number | null;

  @Field(() => String, { nullable: true, description: "The cursor after which the page starts." })
  after?: string | null;

  @Field(() => Int, { nullable: true, description: "How many at most from the end, 1 to 200; not with `first`." })
  last?: number | null;

  @Field(() => String, { nullable: true, description: "The cursor before which the page ends." })
  before?: string | null;
}

/** The arguments of `users` as `query/` takes them. */
export function toUsersInput(
  args: UsersArgs,
): At & PageRequest & { filter: FilterInput | null; orderBy: readonly Order[] | null } {
  const what = { filter: toUserFilter(args.filter), orderBy: args.orderBy ?? null };
  return { ...toAt(args), ...toPageRequest(args), ...what };
}

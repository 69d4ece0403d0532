import { Field, ID, InputType, Int } from "type-graphql";
import { invalidInput } from "../../errors.js";
import type { UserFilter as UserFilterInput } from "../../query/inputs.js";
import { parseGuid } from "../../model/guid.js";
import { toGuid, toGuids } from "../guid-arguments.js";
import { StringFilter } from "../string-filter/string-filter.type.js";
import { USER_TEXT } from "./user-text.js";

const MAX_DEPTH = 8;

@InputType({ description: "A manager, by whom people are found who report to them, directly or through others." })
export class ManagerFilter {
  @Field(() => ID, { description: "Microsoft's id of the manager." })
  managerId!: string;

  @Field(() => Int, { nullable: true, description: "How many levels down, 1 (direct reports) to 20; all when absent." })
  depth?: number | null;

  @Field(() => Boolean, { defaultValue: false, description: "Include the manager." })
  includeManager!: boolean;
}

@InputType({ description: "What one of the fifteen extension attributes must be." })
export class ExtensionAttributeFilter {
  @Field(() => Int, { description: "Its number, 1 to 15." })
  n!: number;

  @Field(() => StringFilter, { description: "What its text must be." })
  value!: StringFilter;
}

@InputType({ description: "Which SKUs a person must hold; all that is given must hold." })
export class HeldSkusFilter {
  @Field(() => [ID], { nullable: true, description: "At least one of these." })
  any?: string[] | null;

  @Field(() => [ID], { nullable: true, description: "Every one of these." })
  all?: string[] | null;

  @Field(() => [ID], { nullable: true, description: "None of these." })
  none?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: "True: no SKU at all; false: at least one." })
  isEmpty?: boolean | null;
}

function Text(field: keyof typeof USER_TEXT): PropertyDecorator {
  return Field(() => StringFilter, { nullable: true, description: USER_TEXT[field] });
}

@InputType({ description: "Which people, as they were on the day; all that is given must hold." })
export class UserFilter {
  @Field(() => [UserFilter], { nullable: true, description: "All of these." })
  and?: UserFilter[] | null;

  @Field(() => [UserFilter], { nullable: true, description: "At least one of these." })
  or?: UserFilter[] | null;

  @Field(() => UserFilter, { nullable: true, description: "Not this." })
  not?: UserFilter | null;

  @Text("displayName") displayName?: StringFilter | null;
  @Text("companyName") companyName?: StringFilter | null;
  @Text("department") department?: StringFilter | null;
  @Text("mail") mail?: StringFilter | null;
  @Text("givenName") givenName?: StringFilter | null;
  @Text("surname") surname?: StringFilter | null;
  @Text("jobTitle") jobTitle?: StringFilter | null;
  @Text("state") state?: StringFilter | null;
  @Text("postalCode") postalCode?: StringFilter | null;
  @Text("streetAddress") streetAddress?: StringFilter | null;
  @Text("city") city?: StringFilter | null;
  @Text("preferredLanguage") preferredLanguage?: StringFilter | null;
  @Text("usageLocation") usageLocation?: StringFilter | null;
  @Text("userPrincipalName") userPrincipalName?: StringFilter | null;
  @Text("officeLocation") officeLocation?: StringFilter | null;
  @Text("country") country?: StringFilter | null;
  @Text("userType") userType?: StringFilter | null;

  @Field(() => ExtensionAttributeFilter, { nullable: true, description: "What an extension attribute must be." })
  extensionAttribute?: ExtensionAttributeFilter | null;

  @Field(() => ID, { nullable: true, description: "Microsoft's id of the direct manager." })
  managerId?: string | null;

  @Field(() => ManagerFilter, { nullable: true, description: "Somewhere below this manager, on the day." })
  manager?: ManagerFilter | null;

  @Field(() => HeldSkusFilter, { nullable: true, description: "Which SKUs they hold." })
  skus?: HeldSkusFilter | null;
}

/** The filter as `query/` takes it, its ids parsed; INVALID_INPUT when nested too deeply. */
export function toUserFilter(
  filter: UserFilter | null | undefined,
  path = "filter",
  depth = 1,
): UserFilterInput | null {
  if (!filter) return null;
  if (depth > MAX_DEPTH) throw invalidInput(path, `must nest at most ${MAX_DEPTH} levels`);
  const { and, or, not, managerId, manager, skus, ...texts } = filter;
  const inner = (name: string) => (one: UserFilter, index: number) =>
    toUserFilter(one, `${path}.${name}[${index}]`, depth + 1) ?? {};
  return {
    ...texts,
    and: and?.map(inner("and")) ?? null,
    or: or?.map(inner("or")) ?? null,
    not: toUserFilter(not, `${path}.not`, depth + 1),
    managerId: toGuid(`${path}.managerId`, managerId),
    manager: manager ? { ...manager, managerId: parseGuid(`${path}.manager.managerId`, manager.managerId) } : null,
    skus: toHeldSkus(skus, `${path}.skus`),
  };
}

function toHeldSkus(
  skus: HeldSkusFilter | null | undefined,
  path: string,
): NonNullable<UserFilterInput["skus"]> | null {
  if (!skus) return null;
  const ids = (name: "any" | "all" | "none") => toGuids(`${path}.${name}`, skus[name]);
  return { any: ids("any"), all: ids("all"), none: ids("none"), isEmpty: skus.isEmpty ?? null };
}

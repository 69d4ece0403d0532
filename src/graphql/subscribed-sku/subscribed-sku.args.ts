import { ArgsType, Field, ID, InputType, Int } from "type-graphql";
import type { At, PageRequest, SkuListFilter as FilterInput } from "../../query/inputs.js";
import { AtArgs, toAt } from "../as-of/as-of.args.js";
import { toPageRequest } from "../connection/page.args.js";
import { toGuids } from "../guid-arguments.js";

@InputType({ description: "Which SKUs." })
export class SkuListFilter {
  @Field(() => [ID], { nullable: true, description: "Only these SKUs, free or not, by Microsoft's ids." })
  skuIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: "Not these SKUs." })
  excludeSkuIds?: string[] | null;

  @Field(() => Boolean, { defaultValue: false, description: "Include SKUs that cost nothing." })
  includeFree!: boolean;

  @Field(() => Boolean, { defaultValue: false, description: "Include SKUs that cannot be assigned to people." })
  includeCompanySkus!: boolean;
}

@ArgsType()
export class SubscribedSkusArgs extends AtArgs {
  @Field(() => SkuListFilter, { nullable: true, description: "Which SKUs; those assignable and not free when absent." })
  filter?: SkuListFilter | null;

  @Field(() => Int, { nullable: true, description: "How many at most, 1 to 200; 50 when absent." })
  first?: number | null;

  @Field(() => String, { nullable: true, description: "The cursor after which the page starts." })
  after?: string | null;
}

/** The arguments of `subscribedSkus` as `query/` takes them. */
export function toSubscribedSkusInput(args: SubscribedSkusArgs): At & PageRequest & { filter: FilterInput | null } {
  return { ...toAt(args), ...toPageRequest(args), filter: toSkuListFilter(args.filter) };
}

/** The filter as `query/` takes it, its ids parsed. */
export function toSkuListFilter(filter: SkuListFilter | null | undefined): FilterInput | null {
  if (!filter) return null;
  return {
    skuIds: toGuids("filter.skuIds", filter.skuIds),
    excludeSkuIds: toGuids("filter.excludeSkuIds", filter.excludeSkuIds),
    includeFree: filter.includeFree,
    includeCompanySkus: filter.includeCompanySkus,
  };
}

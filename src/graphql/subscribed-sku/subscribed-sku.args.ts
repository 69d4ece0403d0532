import { ArgsType, Field, ID, InputType, Int } from "type-graphql";
import type { Guid } from "../../model/guid.js";
import type { At, PageRequest } from "../../query/answers.js";
import { AtArgs, toAt } from "../as-of/as-of.args.js";
import { toPageRequest } from "../connection/page.args.js";
import { toGuids } from "../guid-arguments.js";

@InputType({ description: "Which SKUs." })
export class SkuListFilter {
  @Field(() => [ID], { nullable: true, description: "Only these SKUs, by Microsoft's ids." })
  skuIds?: string[] | null;

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
export function toSubscribedSkusInput(
  args: SubscribedSkusArgs,
): At & PageRequest & { skuIds: readonly Guid[] | null; includeFree: boolean; includeCompanySkus: boolean } {
  const { includeFree = false, includeCompanySkus = false } = args.filter ?? {};
  const skuIds = toGuids("skuIds", args.filter?.skuIds);
  return { ...toAt(args), ...toPageRequest(args), skuIds, includeFree, includeCompanySkus };
}

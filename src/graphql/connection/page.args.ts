import { ArgsType, Field, Int } from "type-graphql";
import type { PageRequest } from "../../query/inputs.js";

@ArgsType()
export class ForwardPageArgs {
  @Field(() => Int, { nullable: true, description: "How many items at most, 1 to 200; 50 when absent." })
  first?: number | null;

  @Field(() => String, { nullable: true, description: "The cursor after which the page starts." })
  after?: string | null;
}

@ArgsType()
export class PageArgs extends ForwardPageArgs {
  @Field(() => Int, { nullable: true, description: "How many items at most from the end, 1 to 200; not with `first`." })
  last?: number | null;

  @Field(() => String, { nullable: true, description: "The cursor before which the page ends." })
  before?: string | null;
}

/** The page arguments as `query/` takes them; it decides what is too much. */
export function toPageRequest(args: ForwardPageArgs | PageArgs): PageRequest {
  const backward = args as PageArgs;
  return {
    first: args.first ?? null,
    after: args.after ?? null,
    last: backward.last ?? null,
    before: backward.before ?? null,
  };
}

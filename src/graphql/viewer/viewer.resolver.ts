import { Ctx, Query, Resolver } from "type-graphql";
import type { ApiContext } from "../context.js";
import { Viewer } from "./viewer.type.js";

@Resolver(() => Viewer)
export class ViewerResolver {
  @Query(() => Viewer, {
    description: "Who is asking, and what they may see. Example: `{ viewer { today tenantCount allTenants } }`",
  })
  viewer(@Ctx() ctx: ApiContext): Promise<Viewer> {
    return ctx.questions.viewer(ctx.scope);
  }
}

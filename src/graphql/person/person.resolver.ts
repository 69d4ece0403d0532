import type { GraphQLResolveInfo } from "graphql";
import { Args, Ctx, FieldResolver, Info, Query, Resolver, Root } from "type-graphql";
import { parseGuid } from "../../model/guid.js";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import { toGap } from "../as-of/as-of.args.js";
import { TimelineArgs } from "../change/change.args.js";
import { ChangeConnection, toChange } from "../change/change.type.js";
import { toConnection } from "../connection/connection.type.js";
import type { ApiContext } from "../context.js";
import { requests } from "../requested-fields.js";
import { DateScalar } from "../scalar/date.scalar.js";
import { loadTenant } from "../tenant/tenant.loader.js";
import { Tenant } from "../tenant/tenant.type.js";
import { UserState } from "../user-state/user-state.type.js";
import { PersonArgs, PersonStateArgs } from "./person.args.js";
import { LicensePeriod, Person, toPerson } from "./person.type.js";
import { UserStateView } from "../user-state/user-state-view.js";

@Resolver(() => Person)
export class PersonResolver {
  @Query(() => Person, {
    nullable: true,
    description:
      'One person by Microsoft\'s ids, also who has left; null when nobody is known by them. Example: `{ person(tenantId: "11111111-1111-4111-8111-111111111111", entraId: "22222222-2222-4222-8222-222222222222") { firstSeen lastSeen licensePeriods { sku { productName } from to days } } }`',
  })
  async person(@Args(() => PersonArgs) args: PersonArgs, @Ctx() ctx: ApiContext): Promise<Person | null> {
    const ids = { tenantId: parseGuid("tenantId", args.tenantId), entraId: parseGuid("entraId", args.entraId) };
    const person = await ctx.questions.person(ctx.scope, ids);
    return person && toPerson(person);
  }

  @FieldResolver(() => Tenant, { description: "The tenant whose directory it is." })
  tenant(@Root() person: Person, @Ctx() ctx: ApiContext): Promise<Tenant> {
    return loadTenant(ctx.loaders.tenant, person.tenantId);
  }

  @FieldResolver(() => DateScalar, { description: "The first sealed day the person was seen on." })
  async firstSeen(@Root() person: Person, @Ctx() ctx: ApiContext): Promise<SnapshotDate> {
    return (await ctx.loaders.personSpan.load(person)).firstSeen;
  }

  @FieldResolver(() => DateScalar, { description: "The last sealed day the person was seen on." })
  async lastSeen(@Root() person: Person, @Ctx() ctx: ApiContext): Promise<SnapshotDate> {
    return (await ctx.loaders.personSpan.load(person)).lastSeen;
  }

  @FieldResolver(() => UserState, {
    nullable: true,
    description:
      "The person on one day; null when they were not in the directory that day, and under OMIT or PREVIOUS where no day answers: `Tenant.snapshots` and `coverage` tell which days do.",
  })
  async state(
    @Root() person: Person,
    @Args(() => PersonStateArgs) args: PersonStateArgs,
    @Ctx() ctx: ApiContext,
  ): Promise<UserState | null> {
    const input = { person, at: args.at ?? null, ...toGap(args) };
    const state = await ctx.questions.personState(ctx.scope, input);
    return state && new UserStateView(state, input.at, await ctx.today());
  }

  @FieldResolver(() => [LicensePeriod], { description: "Which licenses the person held, from when to when." })
  licensePeriods(@Root() person: Person, @Ctx() ctx: ApiContext): Promise<LicensePeriod[]> {
    return ctx.questions.licensePeriods(ctx.scope, person);
  }

  @FieldResolver(() => ChangeConnection, { description: "What happened to the person, step by step." })
  async timeline(
    @Root() person: Person,
    @Args(() => TimelineArgs) args: TimelineArgs,
    @Ctx() ctx: ApiContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ChangeConnection> {
    const input = { from: args.from ?? null, to: args.to ?? null, first: args.first ?? null };
    const selection = { totalCount: requests(info, "totalCount") };
    const page = args.after
      ? await ctx.questions.timeline(ctx.scope, { person, ...input, after: args.after }, selection)
      : await ctx.loaders.timeline.load({ person, input, selection });
    return toConnection(page, toChange);
  }
}

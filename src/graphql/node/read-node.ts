import { AppError } from "../../errors.js";
import { toChange } from "../change/change.type.js";
import type { ApiContext } from "../context.js";
import { parseNodeId, type NodeRef } from "../node-id.js";
import { toPerson } from "../person/person.type.js";
import { toSnapshot } from "../snapshot/snapshot.type.js";
import { toSubscribedSku } from "../subscribed-sku/subscribed-sku.type.js";
import { toTenant } from "../tenant/tenant.type.js";
import type { Node } from "./node.type.js";
import { UserStateView } from "../user-state/user-state-view.js";

/** The object an opaque id stands for; null when there is none that the caller may see. */
export async function readNode(ctx: ApiContext, id: string): Promise<Node | null> {
  const ref = parseNodeId(id);
  if (ref === null) return null;
  try {
    return await readRef(ctx, ref);
  } catch (error) {
    if (error instanceof AppError && UNKNOWN.has(error.code)) return null;
    throw error;
  }
}

const UNKNOWN: ReadonlySet<string> = new Set(["TENANT_NOT_FOUND", "SNAPSHOT_NOT_FOUND", "SNAPSHOT_GONE"]);

async function readRef(ctx: ApiContext, ref: NodeRef): Promise<Node | null> {
  switch (ref.type) {
    case "Tenant":
      return toNode(await ctx.loaders.tenant.load(ref.tenantId), toTenant);
    case "Snapshot":
      return toNode(await ctx.questions.snapshot(ctx.scope, ref), toSnapshot);
    case "Person":
      return toNode(await ctx.questions.person(ctx.scope, ref), toPerson);
    case "Change":
      return toNode(await ctx.questions.change(ctx.scope, ref), toChange);
    case "UserState":
      return readUserState(ctx, ref);
    case "SubscribedSku": {
      const today = await ctx.today();
      return toNode(await ctx.questions.subscribedSku(ctx.scope, ref), (sku) => toSubscribedSku(sku, ref.date, today));
    }
  }
}

async function readUserState(ctx: ApiContext, ref: NodeRef & { type: "UserState" }): Promise<Node | null> {
  const person = await ctx.questions.person(ctx.scope, ref);
  if (person === null) return null;
  const { date, revision } = ref;
  const state = await ctx.questions.personState(ctx.scope, { person, at: date, onGap: "EXACT", revision });
  return state && new UserStateView(state, date, await ctx.today());
}

function toNode<T>(answer: T | null, to: (answer: T) => Node): Node | null {
  return answer === null ? null : to(answer);
}

import { changeOf, type Change, type NetChange } from "./change.js";
import { personChanges, skuChanges, type PersonEnds, type SkuEnds } from "./diff.js";
import { seatsOf } from "./change-tally.js";
import type { Guid } from "./guid.js";

/** What a change did to the numbers of one group. */
export interface Effect {
  /** Null: of no group, only of all together. */
  readonly group: string | null;
  /** Of the group's assignments, 1 more, 1 fewer, or none. */
  readonly assignments: number;
  readonly purchased: number;
  readonly change: NetChange;
}

/** In which group a person's license counts on each of the two days; null: in none (filtered out, or not counted that day). */
export interface Groups {
  before(skuId: Guid): string | null;
  after(skuId: Guid): string | null;
}

/**
 * What happened to a person between two days, as effects on groups. Each license that counts on one day and not, or elsewhere, on
 * the other has exactly one cause: held on both days it moved; held before only it is lost in the old group, held after only
 * gained in the new one. `move` says what a move tells.
 */
export function personEffects(ends: PersonEnds, groups: Groups, move: Partial<Change>): Effect[] {
  const changes = personChanges(ends);
  const presence = changes.find(({ kind }) => kind === "JOINED" || kind === "RETURNED" || kind === "LEFT");
  const whole = presence ?? changes.find(({ kind }) => kind === "SKU_SWAPPED");
  const about = (skuId: Guid, kind: Change["kind"]) => changes.find((one) => one.skuId === skuId && one.kind === kind);
  const effects: Effect[] = [];
  const groupsNow = new Set<string | null>();
  const add = (group: string | null, assignments: number, change: NetChange | undefined) => {
    if (group !== null && change !== undefined) effects.push({ group, assignments, purchased: 0, change });
  };
  for (const { skuId, before, after } of heldOnEither(ends)) {
    const [old, now] = [before ? groups.before(skuId) : null, after ? groups.after(skuId) : null];
    if (!after) add(old, -1, whole ?? about(skuId, "LICENSE_REMOVED"));
    else if (!before) add(now, 1, whole ?? about(skuId, "LICENSE_ADDED"));
    else {
      const moved = { ...move, personId: ends.id, skuId };
      if (old !== now) add(old, -1, changeOf("MOVED_OUT", moved));
      if (old !== now) add(now, 1, changeOf("MOVED_IN", moved));
      add(now ?? old, 0, about(skuId, "PLANS_CHANGED"));
    }
    groupsNow.add(now);
  }
  const attributes = changes.filter(({ kind }) => kind === "ATTRIBUTE_CHANGED");
  for (const group of groupsNow) for (const change of attributes) add(group, 0, change);
  return effects;
}

/** What happened to a subscribed SKU, as effects on the group its units stand in; null: in none. */
export function skuEffects(ends: SkuEnds, group: string | null): Effect[] {
  return skuChanges(ends).map((change) => ({ group, assignments: 0, purchased: seatsOf(change), change }));
}

function heldOnEither({ before, after }: PersonEnds): { skuId: Guid; before: boolean; after: boolean }[] {
  const old = new Set(before?.licenses.map(({ skuId }) => skuId));
  const now = new Set(after?.licenses.map(({ skuId }) => skuId));
  return [...new Set([...old, ...now])].map((skuId) => ({ skuId, before: old.has(skuId), after: now.has(skuId) }));
}

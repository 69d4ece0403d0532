import type { Change } from "../model/change.js";
import type { Groups } from "../model/cause.js";
import { attributeOf, type PersonEnds, type PersonState } from "../model/diff.js";
import { FIELD_DIMENSIONS, managerAbove, ownValue, type PeopleKey } from "../model/group-key.js";
import type { Guid } from "../model/guid.js";
import type { CatalogueSku } from "../store/read/catalogue-skus.js";
import type { TenantRow } from "../store/read/tenant-reader.js";
import type { ComparedQuestion, ComparedSide } from "./compared-sides.js";
import type { ParsedKey } from "./group-keys.js";
import { matchesUser } from "./user-matches.js";

/** The two days of a comparison. */
export interface ComparedSides {
  readonly before: ComparedSide;
  readonly after: ComparedSide;
}

/** A SKU by Microsoft's id, once it was read. */
export type SkuOf = (skuId: Guid) => CatalogueSku;

/** In which row each of a person's licenses counts on either day, by the text of the row's key. */
export function groupsOf(
  { id, before, after }: PersonEnds,
  tenant: TenantRow,
  { question, sides, skuOf }: { question: ComparedQuestion; sides: ComparedSides; skuOf: SkuOf },
): Groups {
  const on = (state: PersonState | null, side: ComparedSide) => {
    const matches = state !== null && takesPerson(question, id, { state, managers: side.managers(tenant.tenantNo) });
    return (skuId: Guid): string | null => {
      if (!matches || !side.counts(tenant.tenantNo, skuOf(skuId))) return null;
      return rowText(question.grouping.keys, { tenant, skuId, state, managers: side.managers(tenant.tenantNo) });
    };
  };
  return { before: on(before, sides.before), after: on(after, sides.after) };
}

interface OnDay {
  readonly state: PersonState;
  readonly managers: ReadonlyMap<Guid, Guid | null>;
}

function takesPerson({ filter }: ComparedQuestion, entraId: Guid, { state, managers }: OnDay): boolean {
  if (!filter.user) return true;
  const skuIds = new Set(state.licenses.map(({ skuId }) => skuId));
  return matchesUser(filter.user, { ...state, entraId, skuIds }, managers);
}

function rowText(keys: readonly ParsedKey[], of: OnDay & { tenant: TenantRow; skuId: Guid }): string {
  return JSON.stringify(
    keys.map((key) => {
      if (key.by === "TENANT") return of.tenant.tenantId;
      if (key.by === "SKU") return of.skuId;
      if (key.by === "MANAGER") return managerAbove(of.managers, of.state.managerId, key.depth);
      return ownValue(key, of.state);
    }),
  );
}

/** What a move tells: the attribute people are counted by, where it is one and their own. */
export function moveOf(people: readonly PeopleKey[], { before, after }: PersonEnds): Partial<Change> {
  const [key, ...more] = people;
  const field = key === undefined || more.length > 0 ? null : fieldOf(key);
  if (field === null || before === null || after === null) return {};
  return { field, before: attributeOf(before, field), after: attributeOf(after, field) };
}

function fieldOf(key: PeopleKey): string | null {
  if (key.by === "MANAGER") return key.depth === 1 ? "manager" : null;
  return key.by === "EXTENSION_ATTRIBUTE" ? `extensionAttribute${key.n}` : FIELD_DIMENSIONS[key.by];
}

import type { PeopleKey } from "../model/group-key.js";
import { managerAbove, ownValue } from "../model/group-key.js";
import type { Guid } from "../model/guid.js";
import type { HeldInterval, StateInterval } from "../store/read/life-reader.js";
import type { UserFilter } from "./inputs.js";
import { placesOf } from "./trend-axes.js";
import type { ManagersOverTime } from "./trend-managers.js";
import type { TrendTenant } from "./trend-tenant.js";
import { matchesUser } from "./user-matches.js";

/** Who counts, and by what. */
export interface LifeQuestion {
  readonly filter: UserFilter | null;
  readonly keys: readonly PeopleKey[];
  readonly assignedUsers: boolean;
  readonly skuId: (skuNo: number) => Guid;
}

/** One person's states and licenses within the days of a trend. */
export interface Life {
  readonly states: readonly StateInterval[];
  readonly licenses: readonly HeldInterval[];
}

/** Adds one person: their life is cut wherever anything changes that a key or the filter looks at. */
export function addLife(
  tenant: TrendTenant,
  life: Life,
  { question, managers }: { question: LifeQuestion; managers: ManagersOverTime },
): void {
  const states = life.states.map((state) => ({ ...state, places: placesOf(tenant.axis, state) }));
  const licenses = life.licenses.map((license) => ({ ...license, places: placesOf(tenant.axis, license) }));
  const cuts = [...new Set([...states, ...licenses].flatMap(({ places }) => places).concat(managers.changes))];
  cuts.sort((a, b) => a - b);
  for (let index = 0; index + 1 < cuts.length; index += 1) {
    const [from = 0, to = 0] = [cuts[index], cuts[index + 1]];
    const state = states.find(({ places }) => places[0] <= from && from < places[1]);
    const held = licenses.filter(({ places }) => places[0] <= from && from < places[1]);
    if (state === undefined || held.length === 0) continue;
    const values = valuesAt(state, held, { question, managers, place: from });
    if (values === null) continue;
    for (const { skuNo } of held) tenant.addAssignments({ skuNo, values }, [from, to], 1);
    if (!question.assignedUsers) continue;
    const skuNos = held.map(({ skuNo }) => skuNo);
    tenant.addPerson(skuNos, values, [from, to]);
  }
}

/** The person's value of each key at a place; null for one whom the filter does not let through. */
function valuesAt(
  { state, entraId }: StateInterval,
  held: readonly HeldInterval[],
  { question, managers, place }: { question: LifeQuestion; managers: ManagersOverTime; place: number },
): (string | null)[] | null {
  const { filter, keys, skuId } = question;
  const then = managers.at(place);
  if (filter !== null) {
    const skuIds = new Set(held.map(({ skuNo }) => skuId(skuNo)));
    if (!matchesUser(filter, { ...state, entraId, skuIds }, then)) return null;
  }
  return keys.map((key) =>
    key.by === "MANAGER" ? managerAbove(then, state.managerId, key.depth) : ownValue(key, state),
  );
}

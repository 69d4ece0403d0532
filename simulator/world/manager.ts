import { objectIdOf, occupantOf } from "./directory.js";
import type { GraphManager } from "./graph-shapes.js";
import { guidOf, mix, pick } from "./hash.js";
import { describe, term, type PersonDay } from "./person.js";
import { addressOf } from "./address.js";

const MANAGER_TICKS = 6_000;
/** Every tenth slot leads others. */
const SPAN = 10;

/** What $expand=manager writes: undefined means that the key is absent. `slim` is what $select=id asks for. */
export function managerOf(person: PersonDay, slim: boolean): GraphManager | null | undefined {
  const { oddity, at } = person;
  if (oddity === "manager-absent") return undefined;
  if (oddity === "manager-empty") return {};
  if (oddity === "manager-contact") return contact(person);
  const slot = managerSlot(person);
  const occupant = slot === person.slot ? undefined : occupantOf(at, slot);
  if (!occupant) return null;
  const id = objectIdOf(at.directory, occupant);
  if (slim && oddity !== "manager-full") return { "@odata.type": "#microsoft.graph.user", id };
  const manager = describe(at, occupant);
  return {
    "@odata.type": "#microsoft.graph.user",
    id,
    displayName: manager.name.display,
    userPrincipalName: addressOf(manager),
    mail: addressOf(manager),
    jobTitle: pick(manager.department.titles, manager.key),
  };
}

function managerSlot(person: PersonDay): number {
  const leaders = Math.ceil(person.at.directory.slots / SPAN);
  if (person.slot === 0) return 0;
  return SPAN * (mix(person.key, 80 + term(person.at, person.key, 81, MANAGER_TICKS)) % leaders);
}

/** An organisational contact: an id that GET /users never lists. */
function contact({ at, key }: PersonDay): GraphManager {
  const seed = at.directory.seed;
  return { "@odata.type": "#microsoft.graph.orgContact", id: guidOf(seed, mix(seed, 90), mix(key, 90), 90) };
}

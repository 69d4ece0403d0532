import { invalidInput } from "../errors.js";
import type { Guid } from "../model/guid.js";
import type { Pin } from "../store/read/pin.js";
import type { Reads } from "../store/read/read-store.js";
import type { ManagerCondition } from "../store/read/user-filter-sql.js";
import type { ManagerFilter } from "./inputs.js";
import { groupedBy } from "./grouped-by.js";

/** As many ids as fit into one statement everywhere. */
const MOST_MANAGERS = 20_000;

/** Finds the managers below a manager on these days: whoever reports to one of them is below, too. */
export async function resolveManager(
  { managerId, depth, includeManager }: ManagerFilter,
  { reads, pins, path }: { reads: Reads; pins: readonly Pin[]; path: string },
): Promise<ManagerCondition> {
  const self = includeManager ?? false;
  if (depth === 1) return { managerId, others: [], self };
  const days = groupedBy(await reads.managers.all(pins), keyOf);
  const others = [...new Map(pins.map((pin) => [keyOf(pin), pin]))].flatMap(([key, { tenantNo, seq }]) => {
    const managers = new Map(days.get(key)?.map((row) => [row.entraId, row.managerId]));
    const managerIds = managersBelow(managers, managerId, depth ?? Number.POSITIVE_INFINITY);
    return managerIds.length === 0 ? [] : [{ tenantNo, seq, managerIds }];
  });
  const found = others.reduce((sum, { managerIds }) => sum + managerIds.length, 0);
  if (found > MOST_MANAGERS) throw invalidInput(path, `has more than ${MOST_MANAGERS} managers below; give a depth`);
  return { managerId, others, self };
}

function keyOf({ tenantNo, seq }: Pin): string {
  return `${tenantNo} ${seq}`;
}

/** The managers fewer than `depth` levels below, without the manager. */
export function managersBelow(managers: ReadonlyMap<Guid, Guid | null>, managerId: Guid, depth: number): Guid[] {
  const reports = groupedBy([...managers], ([, above]) => above);
  const below = new Set<Guid>([managerId]);
  let level: readonly Guid[] = [managerId];
  for (let down = 1; down < depth && level.length > 0; down += 1) {
    level = level.flatMap((id) => reports.get(id) ?? []).flatMap(([id]) => (below.has(id) ? [] : [id]));
    for (const id of level) below.add(id);
  }
  below.delete(managerId);
  return [...below];
}

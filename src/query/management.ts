import { managerAbove, type PeopleKey } from "../model/group-key.js";
import type { Guid } from "../model/guid.js";
import type { Pin } from "../store/read/pin.js";
import type { Reads } from "../store/read/read-store.js";

/** Turns what people's own states say into the values of the keys: managers further up are looked up. */
export type ValuesAbove = (tenantNo: number, own: readonly (string | null)[]) => readonly (string | null)[];

/** Reads the managers of the pinned days when a key looks further up than the direct one. */
export async function readValuesAbove(
  reads: Reads,
  pins: readonly Pin[],
  keys: readonly PeopleKey[],
): Promise<ValuesAbove> {
  if (!keys.some((key) => key.by === "MANAGER" && key.depth > 1)) return (_tenantNo, own) => own;
  const managers = await readManagers(reads, pins);
  return (tenantNo, own) =>
    keys.map((key, index) => {
      const value = own[index] ?? null;
      return key.by === "MANAGER" ? managerAbove(managers(tenantNo), value as Guid | null, key.depth) : value;
    });
}

/** Reads who manages the managers, by tenant. */
export async function readManagers(
  reads: Reads,
  pins: readonly Pin[],
): Promise<(tenantNo: number) => ReadonlyMap<Guid, Guid | null>> {
  const byTenant = new Map<number, Map<Guid, Guid | null>>();
  for (const { tenantNo, entraId, managerId } of await reads.managers.all(pins)) {
    let managers = byTenant.get(tenantNo);
    if (managers === undefined) byTenant.set(tenantNo, (managers = new Map<Guid, Guid | null>()));
    managers.set(entraId, managerId);
  }
  const nobody: ReadonlyMap<Guid, Guid | null> = new Map();
  return (tenantNo) => byTenant.get(tenantNo) ?? nobody;
}

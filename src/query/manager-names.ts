import type { Guid } from "../model/guid.js";
import type { NameKey } from "../store/read/manager-reader.js";
import type { Pin } from "../store/read/pin.js";
import type { Reads } from "../store/read/read-store.js";
import type { Grouping } from "./group-keys.js";
import type { LicenseCell } from "./license-cells.js";
import type { ManagerNames } from "./license-rows.js";

/** A side of an answer; what it calls a manager goes before what the next side does. */
export interface NamedSide {
  readonly pins: readonly Pin[];
  readonly cells: readonly Pick<LicenseCell, "tenant" | "values">[];
}

/** Reads what the managers of an answer were called on its days; nobody when no key is about managers. */
export async function readManagerNames(
  reads: Reads,
  { people }: Grouping,
  sides: readonly NamedSide[],
): Promise<ManagerNames> {
  const places = people.flatMap((key, index) => (key.by === "MANAGER" ? [index] : []));
  const names = new Map<string, string>();
  if (places.length === 0) return names;
  for (const { pins, cells } of sides) {
    const seqs = new Map(pins.map(({ tenantNo, seq }) => [tenantNo, seq]));
    const asked = new Map<string, NameKey>();
    for (const { tenant, values } of cells) {
      const { tenantNo } = tenant;
      const ids = places.flatMap((place) => (values[place] ?? []) as Guid);
      for (const entraId of ids.filter((id) => !names.has(id))) {
        asked.set(`${tenantNo} ${entraId}`, { tenantNo, seq: seqs.get(tenantNo) ?? 0, entraId });
      }
    }
    for (const { entraId, name } of await reads.managers.names([...asked.values()])) {
      if (name) names.set(entraId, name);
    }
  }
  return names;
}

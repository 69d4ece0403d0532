import { parseGuid, type Guid } from "../model/guid.js";

/** A list argument of Microsoft's ids; absent stays null (everything), an empty list stays empty (nothing). */
export function toGuids(argument: string, ids: readonly string[] | null | undefined): Guid[] | null {
  return ids?.map((id) => parseGuid(argument, id)) ?? null;
}

/** One optional argument that is an id of Microsoft's. */
export function toGuid(argument: string, id: string | null | undefined): Guid | null {
  return id === null || id === undefined ? null : parseGuid(argument, id);
}

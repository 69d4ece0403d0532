import { invalidInput } from "../errors.js";

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A GUID of Microsoft's in lower case, with hyphens. */
export type Guid = string & { readonly __guid: true };

/** Is this text a GUID, in any case? */
export function isGuid(text: string): boolean {
  return GUID.test(text.toLowerCase());
}

/** Lower-cased GUID; INVALID_INPUT naming `argument` for anything else. */
export function parseGuid(argument: string, text: string): Guid {
  const lower = text.toLowerCase();
  if (!GUID.test(lower)) throw invalidInput(argument, "must be a GUID", text.slice(0, 60));
  return lower as Guid;
}

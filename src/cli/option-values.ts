import { userInfo } from "node:os";
import { invalidInput } from "../errors.js";
import { parseGuid } from "../model/guid.js";
import { parseSnapshotDate, type SnapshotDate } from "../model/snapshot-date.js";
import type { TenantId } from "../model/tenant.js";

const MOST_ACTIONS = 1_000;

/** A name for the record of decisions: what --by says, or the user this runs as. */
export function actorOf(by: string | undefined): string {
  if (by?.trim() === "") throw invalidInput("--by", "must be a name");
  return by?.trim() ?? userInfo().username;
}

/** The value of --most. */
export function toMost(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text) || Number(text) > MOST_ACTIONS) {
    throw invalidInput("--most", `must be a whole number from 1 to ${MOST_ACTIONS}`);
  }
  return Number(text);
}

/** The value of --tenant. */
export function toTenant(text: string): TenantId {
  return parseGuid("--tenant", text);
}

/** The values of a --tenant that may be given several times. */
export function toTenants(text: string, earlier: readonly TenantId[] = []): TenantId[] {
  return [...earlier, toTenant(text)];
}

/** The values of an --id that may be given several times. */
export function toIds(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, text];
}

/** A reader of the day that `option` names. */
export function toDay(option: string): (text: string) => SnapshotDate {
  return (text) => parseSnapshotDate(option, text);
}

/** The value of --port. */
export function toPort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw invalidInput("--port", "must be a port from 0 to 65535");
  return Number(text);
}

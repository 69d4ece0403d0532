import type { PersonDay } from "./person.js";
import { isGuest } from "./oddities.js";

const HOME_DOMAINS = ["gmail.com", "proseware.com", "wingtiptoys.com"];

/** The user principal name: the slot makes it unique in the tenant; guests carry their home address inside it. */
export function addressOf(person: PersonDay): string {
  const { name, slot, at } = person;
  const local = `${name.alias}${slot.toString(36)}`;
  if (!isGuest(person.oddity)) return `${local}@${at.directory.domain}`;
  return `${local}_${homeDomain(person)}#EXT#@${at.directory.domain}`;
}

/** The mail address, which not everybody has. */
export function mailOf(person: PersonDay): string | null {
  const { name, slot, oddity } = person;
  if (oddity === "guest-without-mail" || oddity === "all-null") return null;
  if (oddity === "guest") return `${name.alias}${slot.toString(36)}@${homeDomain(person)}`;
  return addressOf(person);
}

function homeDomain({ key }: PersonDay): string {
  return HOME_DOMAINS[key % 3] ?? "gmail.com";
}

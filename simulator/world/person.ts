import { mix } from "./hash.js";
import { occupantOf, type DirectoryDay, type Occupant } from "./directory.js";
import { departmentOf, type Department } from "./departments.js";
import { placeOf, type Place } from "./places.js";
import { nameOf, type PersonName } from "./names.js";
import { oddityOf, type Oddity } from "./oddities.js";

/** One person on one day, with what several properties need worked out once. */
export interface PersonDay extends Occupant {
  at: DirectoryDay;
  oddity: Oddity;
  name: PersonName;
  department: Department;
  departmentTerm: number;
  place: Place;
}

const DEPARTMENT_TICKS = 5_000;
const PLACE_TICKS = 12_000;
const NAME_TICKS = 40_000;

/** Counts how often something has happened to a person, at even distances from a start of their own. */
export function term(at: DirectoryDay, key: number, salt: number, ticks: number): number {
  const period = Math.round(ticks * at.directory.pace);
  return Math.floor((at.ticks + (mix(key, salt) % period)) / period);
}

/** The person in a slot on a day, if there is one. */
export function personAt(at: DirectoryDay, slot: number): PersonDay | undefined {
  const occupant = occupantOf(at, slot);
  return occupant && describe(at, occupant);
}

/** Works out a person whose presence is known. */
export function describe(at: DirectoryDay, { slot, generation, key }: Occupant): PersonDay {
  const departmentTerm = term(at, key, 20, DEPARTMENT_TICKS);
  const nameTerm = term(at, key, 21, NAME_TICKS);
  const placeTerm = term(at, key, 22, PLACE_TICKS);
  const oddity = oddityOf(slot);
  return {
    slot,
    generation,
    key,
    at,
    oddity,
    name: nameOf(key, nameTerm, oddity),
    department: departmentOf(mix(key, departmentTerm), departmentTerm, oddity),
    departmentTerm,
    place: placeOf(mix(key, 1000 + placeTerm)),
  };
}

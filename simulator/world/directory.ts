import { dayNumber, ticksAt, TICKS_PER_WORKING_DAY } from "./day.js";
import { guidOf, hashText, mix, scramble } from "./hash.js";

/** What sets one tenant apart, as far as its people are concerned. */
export interface DirectoryInput {
  tenantId: string;
  name: string;
  domain: string;
  users: number;
  seed: number;
  /** The share of people whose entry changes on a working day. */
  churn: number;
  paidSeats: number;
  firstDay: string;
}

/**
 * The people of one tenant, held as a formula: a slot is a place in the company, filled by one person after another.
 * Whoever is asked about a slot on a day answers in constant time, so a page of day 300 costs what a page of day 1 costs.
 */
export interface Directory extends DirectoryInput {
  slots: number;
  /** Multiplies every period; 1 at a churn of 1%. */
  pace: number;
}

/** One tenant on one day: what all its people share. */
export interface DirectoryDay {
  directory: Directory;
  day: number;
  ticks: number;
  /** Subscription time in working days. */
  age: number;
}

/** Who sits in a slot. */
export interface Occupant {
  slot: number;
  generation: number;
  /** A hash of slot and generation that everything about the person follows from. */
  key: number;
}

// Chosen so that joins, leaves, moves and license changes together come to about 1% on a working day.
const TENURE_TICKS = 9_000;
// Measured: with it, `churn` is the median share of changed people over a quarter.
const CALIBRATION = 0.0122;
const OCCUPANCY = 0.965;

/** Prepares a tenant; costs the same whatever its size. */
export function createDirectory(input: DirectoryInput): Directory {
  const seed = mix(input.seed, hashText(input.tenantId));
  const pace = Math.min(CALIBRATION / input.churn, 1e5);
  return { ...input, seed, pace, slots: Math.max(1, Math.round(input.users / OCCUPANCY)) };
}

/** Sets the day. */
export function onDay(directory: Directory, day: string): DirectoryDay {
  const number = dayNumber(day);
  const ticks = ticksAt(number) - ticksAt(dayNumber(directory.firstDay));
  const age = Math.floor(ticks / (TICKS_PER_WORKING_DAY * directory.pace));
  return { directory, day: number, ticks, age };
}

/** Finds who sits in a slot on a day, or nobody: not yet refilled, or away for a while (and coming back with the same id). */
export function occupantOf(at: DirectoryDay, slot: number): Occupant | undefined {
  const { seed, pace } = at.directory;
  const slotKey = mix(seed, slot);
  const tenure = Math.round(TENURE_TICKS * pace * (0.5 + (slotKey % 1024) / 1024));
  const moved = at.ticks + (mix(slotKey, 1) % tenure);
  const generation = Math.floor(moved / tenure);
  const key = mix(slotKey, generation);
  const sinceStart = moved - generation * tenure;
  if (sinceStart < mix(key, 2) % Math.round(tenure / 20)) return undefined;
  if (mix(key, 3) % 10 < 3 && isAway(key, sinceStart, tenure)) return undefined;
  return { slot, generation, key };
}

/** The person's object id: unique because the first word is a bijection of the slot. */
export function objectIdOf(directory: Directory, { slot, key }: Occupant): string {
  return guidOf(scramble(slot ^ directory.seed), mix(key, 4), mix(key, 5), mix(key, 6));
}

/** The slot that stands at a position of the listing; the listing starts elsewhere every day. */
export function slotAt(directory: Directory, position: number, listingDay: number): number {
  return ((mix(directory.seed, listingDay) % directory.slots) + position) % directory.slots;
}

function isAway(key: number, sinceStart: number, tenure: number): boolean {
  const start = tenure / 4 + (mix(key, 7) % Math.round(tenure / 2));
  const length = Math.round(tenure / 200) + (mix(key, 8) % Math.round(tenure / 25));
  return sinceStart >= start && sinceStart < start + length;
}

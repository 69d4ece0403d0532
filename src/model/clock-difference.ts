import { AppError } from "../errors.js";

/** In milliseconds. What day it is is told by a machine's clock, and when it was by the database's. */
const MAX_DIFFERENCE_MS = 60_000;

/** What is to be said where a machine's clock is too far from the database's, both in milliseconds since 1970; null: they agree. */
export function clockDifference(ours: number, database: number): AppError | null {
  if (Math.abs(ours - database) <= MAX_DIFFERENCE_MS) return null;
  const seconds = Math.round((ours - database) / 1_000);
  const apart = `${Math.abs(seconds)} s ${seconds > 0 ? "ahead of" : "behind"} the database's`;
  const remedy = "set the clock of whichever is wrong, and have it kept by NTP";
  const details = { remedy, secondsAhead: seconds };
  return new AppError("CLOCK_WRONG", `this machine's clock is ${apart}: ${remedy}`, details);
}

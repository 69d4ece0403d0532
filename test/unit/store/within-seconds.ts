import { jest } from "@jest/globals";

/** What the work comes to once so many seconds have passed, on timers that are faked; an error when it goes on even then. */
export async function withinSeconds<T>(seconds: number, work: Promise<T>): Promise<T> {
  let over = false;
  const done = () => void (over = true);
  work.then(done, done);
  await jest.advanceTimersByTimeAsync(seconds * 1_000);
  if (!over) throw new Error(`still not done after ${seconds} s`);
  return work;
}

import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { keepLocked } from "../../../src/jobs/heartbeat.js";
import { LostLock } from "../../../src/jobs/lost-lock.js";

const LOCK_MS = 3_000;

describe("the heartbeat of a lock", () => {
  let touches = 0;
  let losses: unknown[] = [];
  let stop: () => void;

  beforeEach(() => {
    [touches, losses] = [0, []];
    jest.useFakeTimers();
  });

  afterEach(() => {
    stop();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  function beat(answer: (touch: number) => Promise<void>): void {
    const touch = () => answer((touches += 1));
    stop = keepLocked(touch, LOCK_MS, (cause) => losses.push(cause));
  }

  it("beats three times in a lock's life", async () => {
    beat(async () => {});

    await jest.advanceTimersByTimeAsync(10 * LOCK_MS);

    expect([touches, losses]).toEqual([30, []]);
  });

  it("tells a loss once and beats no more", async () => {
    beat(() => Promise.reject(new LostLock()));

    await jest.advanceTimersByTimeAsync(10 * LOCK_MS);

    expect([touches, losses]).toEqual([1, [expect.any(LostLock)]]);
  });

  it("survives a store that is away for one beat", async () => {
    beat((touch) => (touch % 2 ? Promise.reject(new Error("away")) : Promise.resolve()));

    await jest.advanceTimersByTimeAsync(10 * LOCK_MS);

    expect(losses).toEqual([]);
  });

  it.each([
    ["fails", () => Promise.reject(new Error("away"))],
    ["never answers", () => new Promise<void>(() => {})],
  ])("gives the lock up before it runs out when every touch %s", async (_, answer) => {
    beat(answer);

    await jest.advanceTimersByTimeAsync(LOCK_MS - 1);

    expect(losses).toEqual([expect.any(LostLock)]);
  });

  it("tells nothing after its end, when a touch is answered late", async () => {
    let answer: (cause: unknown) => void = () => {};
    beat(() => new Promise<void>((_resolve, reject) => (answer = reject)));
    await jest.advanceTimersByTimeAsync(LOCK_MS / 2);

    stop();
    answer(new LostLock());
    await jest.advanceTimersByTimeAsync(10 * LOCK_MS);

    expect(losses).toEqual([]);
  });
});

import { describe, expect, it } from "@jest/globals";
import { MicrosoftFailure } from "../../../src/microsoft/failure.js";
import { persist, sleep, TransientFailure } from "../../../src/microsoft/persistence.js";
import type { FailureCode } from "../../../src/model/failure.js";

const NOW = 1_000_000;
const OPEN = { remaining: () => 0, close: () => undefined };

/** Tries that all fail alike; gives the waits and how it ended. */
async function failing(code: FailureCode, waitMs: number | null) {
  const waits: number[] = [];
  const persistence = { time: () => NOW, sleep: async (ms: number) => void waits.push(ms), passage: OPEN };
  const failure = await persist(persistence, undefined, () =>
    Promise.reject(new TransientFailure(new MicrosoftFailure(code, "GET /users answered"), waitMs)),
  ).catch((error: unknown) => error as MicrosoftFailure);
  return { waits, failure };
}

describe("patience", () => {
  it("waits longer and longer when Microsoft does not say how long", async () => {
    const { waits, failure } = await failing("THROTTLED", null);

    expect(waits.length).toBeGreaterThan(5);
    expect(waits.at(-1)).toBeGreaterThan((waits[0] ?? 0) * 10);
    expect(failure).toMatchObject({ code: "THROTTLED", retryAfter: expect.any(Date) });
  });

  it("ends after three more tries when Microsoft is down", async () => {
    const { waits, failure } = await failing("MICROSOFT_UNAVAILABLE", null);

    expect(waits).toHaveLength(3);
    expect(failure).toMatchObject({ code: "MICROSOFT_UNAVAILABLE", retryAfter: null });
  });

  it("waits five minutes in all, then names the instant from which to ask again", async () => {
    const { waits, failure } = await failing("THROTTLED", 120_000);

    expect(waits).toEqual([120_000, 120_000]);
    expect(failure).toMatchObject({ code: "THROTTLED", retryAfter: new Date(NOW + 120_000) });
  });

  it("does not spin when told to wait for no time", async () => {
    const { waits } = await failing("THROTTLED", 0);

    expect(Math.min(...waits)).toBeGreaterThan(0);
  });
});

describe("a wait", () => {
  it("ends with the signal's reason when it is broken off", async () => {
    const controller = new AbortController();
    const reason = new Error("the day is over");
    const waiting = sleep(60_000, controller.signal);

    controller.abort(reason);

    await expect(waiting).rejects.toBe(reason);
    await expect(sleep(1, controller.signal)).rejects.toBe(reason);
  });
});

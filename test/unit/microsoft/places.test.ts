import { describe, expect, it } from "@jest/globals";
import { createPlaces } from "../../../src/microsoft/places.js";

describe("places", () => {
  /** Work that a test ends, and how much of it is going on. */
  function holding(count: number) {
    const places = createPlaces(count);
    const ends: ((outcome: "well" | "badly") => void)[] = [];
    const began: string[] = [];
    const use = (name: string, signal?: AbortSignal) =>
      places.use(() => {
        began.push(name);
        return new Promise<string>((resolve, reject) =>
          ends.push((outcome) => (outcome === "well" ? resolve(name) : reject(new Error(name)))),
        );
      }, signal);
    return { use, ends, began };
  }

  it("lets so many in at once, the others in the order they came", async () => {
    const { use, ends, began } = holding(2);
    const all = ["a", "b", "c", "d"].map((name) => use(name));
    expect(began).toEqual(["a", "b"]);

    ends[1]?.("well");
    await all[1];
    expect(began).toEqual(["a", "b", "c"]);
    ends[0]?.("badly");
    await expect(all[0]).rejects.toThrow("a");
    expect(began).toEqual(["a", "b", "c", "d"]);

    ends.forEach((end) => end("well"));
    expect(await Promise.all(all.slice(1))).toEqual(["b", "c", "d"]);
  });

  it("does not keep whoever is told to stop while waiting, and gives its place to nobody twice", async () => {
    const { use, ends, began } = holding(1);
    const stop = new AbortController();
    const first = use("a");
    const stopped = use("b", stop.signal);
    const last = use("c");

    stop.abort(new Error("the worker stops"));
    await expect(stopped).rejects.toThrow("the worker stops");
    await expect(use("d", stop.signal)).rejects.toThrow("the worker stops");
    ends[0]?.("well");
    await first;

    expect(began).toEqual(["a", "c"]);
    ends[1]?.("well");
    await last;
    const again = use("e");
    expect(began).toEqual(["a", "c", "e"]);
    ends[2]?.("well");
    await again;
  });
});

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
    return { places, use, ends, began };
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

  it("are free while somebody stands aside, who comes in again when one is free", async () => {
    const { places, use, ends, began } = holding(1);
    let over: () => void = () => undefined;
    const stands = places.use(async (aside) => {
      began.push("stands");
      await aside(() => new Promise((resolve) => (over = resolve)));
      began.push("again");
    });
    const other = use("a");
    await Promise.resolve();
    expect(began).toEqual(["stands", "a"]);

    over();
    await new Promise(setImmediate);
    expect(began).toEqual(["stands", "a"]);
    ends[0]?.("well");
    await Promise.all([stands, other]);

    expect(began).toEqual(["stands", "a", "again"]);
  });

  it("are not given back twice by somebody whose wait failed", async () => {
    const { places, use, ends, began } = holding(1);
    const failing = places.use((aside) => aside(async () => Promise.reject(new Error("stopped"))));
    await expect(failing).rejects.toThrow("stopped");

    const all = [use("a"), use("b")];

    expect(began).toEqual(["a"]);
    ends[0]?.("well");
    await all[0];
    ends[1]?.("well");
    await all[1];
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

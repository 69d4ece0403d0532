import { expect, it } from "@jest/globals";
import { decodeCursor, encodeCursor } from "../../../src/query/cursor.js";

const cursorOf = (key: string) => encodeCursor({ binding: "mine", keys: [key], watermark: null, pins: null });
const read = (text: string) => () => decodeCursor("after", text, { binding: "mine", keys: 1 });

it("takes no cursor of more than 8,192 letters, though it be whole", () => {
  const [long, longer] = [cursorOf("k".repeat(6_100)), cursorOf("k".repeat(6_120))];

  expect(long.length).toBeLessThanOrEqual(8_192);
  expect(longer.length).toBeGreaterThan(8_192);
  expect(read(long)().keys).toHaveLength(1);
  expect(read(longer)).toThrow(expect.objectContaining({ code: "INVALID_CURSOR", details: { argument: "after" } }));
});

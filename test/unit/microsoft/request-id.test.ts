import { expect, it } from "@jest/globals";
import { isGuid } from "../../../src/model/guid.js";
import { newRequestId } from "../../../src/microsoft/request-id.js";

it("a client-request-id is a GUID of version 7 that sorts behind what was made earlier", () => {
  const ids = [1_795_000_000_000, 1_795_000_000_000, 1_795_000_000_001, 1_795_900_000_000].map(newRequestId);

  expect(ids.every(isGuid)).toBe(true);
  expect(ids[0]).toMatch(/^01a1ee56-5e00-7[0-9a-f]{3}-[89ab]/);
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(4);
});

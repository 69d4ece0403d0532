import { expect, it } from "@jest/globals";
import { acceptedEncoding } from "../../../src/http/accepted-encoding.js";

it.each([
  [undefined, null],
  ["", null],
  ["identity", null],
  ["gzip", "gzip"],
  ["gzip, deflate, br", "br"],
  ["br;q=0.5, gzip", "gzip"],
  ["br;q=0, gzip;q=0.1", "gzip"],
  ["*", "br"],
  ["*;q=0", null],
  ["br;q=0, *", "gzip"],
  ["GZIP ; q=0.8", "gzip"],
  ["gzip;q=nonsense", null],
])("takes of %j %j", (header, encoding) => {
  expect(acceptedEncoding(header)).toBe(encoding);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { ALERTS } from "../../../src/jobs/alerts.js";

const documentation = readFileSync(join(import.meta.dirname, "../../../docs/alerts.md"), "utf8");

describe("docs/alerts.md", () => {
  it("has every alert of the jobs, word for word", () => {
    const rows = [...documentation.matchAll(/^\| `([\w-]+)` \| (.+) \|$/gm)].map(([, kind, text]) => [kind, text]);

    expect(rows.filter(([kind]) => kind !== "webhook-undeliverable")).toEqual(Object.entries(ALERTS));
  });
});

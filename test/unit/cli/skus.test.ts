import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { PublishedNames } from "../../../src/model/product-names.js";
import type { PublishedNamesImported } from "../../../src/store/write/product-name-store.js";
import { run, toolsWith } from "./hand-made-tools.js";

const HEADER =
  "Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,Service_Plans_Included_Friendly_Names";
const E3 = "05e9a617-0261-4cee-bb44-138d3ef5d965";
const COPILOT = "639dec6b-bb19-468b-871c-c5c441c4b0cb";

describe("skus import", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "skus-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs the command on a file of these lines, and remembers what it would keep. */
  async function importing(lines: readonly string[], end = "\n") {
    const file = join(folder, "products.csv");
    writeFileSync(file, lines.join(end));
    const kept: PublishedNames[] = [];
    const done: PublishedNamesImported = {
      products: { added: 1, changed: 0, unchanged: 0 },
      plans: { added: 2, changed: 1, unchanged: 0 },
    };
    const productNames = {
      import: async (names: PublishedNames) => {
        kept.push(names);
        return done;
      },
    };
    return { ...(await run(`skus import ${file} --json`, toolsWith({ productNames }))), kept };
  }

  it("reads Microsoft's list: a mark at its beginning, quotes, commas, ids in capitals, a row for each plan", async () => {
    const { code, kept, objects } = await importing(
      [
        `\uFEFF${HEADER}`,
        `Microsoft 365 E3,SPE_E3,${E3.toUpperCase()},EXCHANGE_S_ENTERPRISE,efb87545-963c-4e0d-99df-69c6916d9eb0,Exchange`,
        `Microsoft 365 E3,SPE_E3,${E3},TEAMS1,57ff2da0-773e-42df-b2af-ffb7a2317929,"Teams, and ""more"""`,
        ` "Copilot, for ""Microsoft 365""" ,Microsoft_365_Copilot, ${COPILOT} ,X,,`,
        "",
      ],
      "\r\n",
    );

    expect(code).toBe(0);
    expect([...(kept[0]?.products ?? [])]).toEqual([
      [E3, "Microsoft 365 E3"],
      [COPILOT, 'Copilot, for "Microsoft 365"'],
    ]);
    expect([...(kept[0]?.plans ?? [])]).toEqual([
      ["efb87545-963c-4e0d-99df-69c6916d9eb0", "Exchange"],
      ["57ff2da0-773e-42df-b2af-ffb7a2317929", 'Teams, and "more"'],
    ]);
    const plans = { plans: 2, plansAdded: 2, plansChanged: 1 };
    expect(objects).toEqual([
      { products: 2, added: 1, changed: 0, unchanged: 0, ...plans, skipped: 0, conflicting: 0 },
    ]);
  });

  it("finds its columns by their names, and takes the first of several names", async () => {
    const { kept, objects } = await importing([
      "GUID,Extra,Product_Display_Name",
      `${E3},,First`,
      `${E3},,Second`,
      `${E3},,Third`,
    ]);

    expect([...(kept[0]?.products ?? [])]).toEqual([[E3, "First"]]);
    expect(objects).toMatchObject([{ products: 1, conflicting: 1 }]);
  });

  it("takes the first of several names of a plan, and leaves out what cannot be shown or has no id", async () => {
    const plan = "efb87545-963c-4e0d-99df-69c6916d9eb0";
    const { kept } = await importing([
      HEADER,
      `A,A,${E3},X,${plan},Exchange Online`,
      `B,B,${COPILOT},X,${plan.toUpperCase()},EXCHANGE ONLINE`,
      `B,B,${COPILOT},Y,57ff2da0-773e-42df-b2af-ffb7a2317929,`,
      `B,B,${COPILOT},Z,none,Z`,
    ]);

    expect([...(kept[0]?.plans ?? [])]).toEqual([[plan, "Exchange Online"]]);
  });

  it("reads a list of products without plans", async () => {
    const { kept } = await importing(["Product_Display_Name,GUID", `A,${E3}`]);

    expect(kept[0]).toMatchObject({ products: new Map([[E3, "A"]]), plans: new Map() });
  });

  it("skips rows without an id or with a name that cannot be shown", async () => {
    const { kept, objects, err } = await importing([
      HEADER,
      `Good,A,${E3},,,`,
      `,B,${COPILOT},,,`,
      "No id,C,not-a-guid,,,",
      `Broken \uFFFD,D,${COPILOT},,,`,
      `Bell \u0007,E,${COPILOT},,,`,
      `${"x".repeat(513)},F,${COPILOT},,,`,
      "short",
    ]);

    expect([...(kept[0]?.products ?? [])]).toEqual([[E3, "Good"]]);
    expect(objects).toMatchObject([{ skipped: 6 }]);
    expect(err).toContain("6 rows");
  });

  it.each([
    ["has another header", ["a,b,c", "1,2,3"], "no column Product_Display_Name"],
    ["lacks the ids", ["Product_Display_Name,String_Id", "x,y"], "no column GUID"],
    ["names nothing", [HEADER, ""], "names no product"],
    ["is empty", [""], "names no product"],
    ["has an open quote", [HEADER, `"Microsoft,A,${E3},,,`], "is no CSV (CSV_"],
  ])("refuses a file that %s, and changes nothing", async (_what, lines, message) => {
    const { code, kept, err } = await importing(lines);

    expect(code).toBe(2);
    expect(kept).toEqual([]);
    expect(err).toContain(message);
  });

  it("refuses a file that is not there", async () => {
    const { code, err } = await run(`skus import ${join(folder, "none.csv")}`, toolsWith({}));

    expect(code).toBe(2);
    expect(err).toContain("cannot be read (ENOENT)");
  });
});

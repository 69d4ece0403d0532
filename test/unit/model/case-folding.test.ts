import { describe, expect, it } from "@jest/globals";
import { cheapBeginning, fold, foldingSteps, LAST_WITH_CASE } from "../../../src/model/case-folding.js";

const replaced = (text: string, steps: readonly (readonly [string, string])[]) =>
  steps.reduce((result, [from, to]) => result.replaceAll(from, to), text);

describe("case folding by replacements", () => {
  it("knows every character that has a lower case", () => {
    for (let code = LAST_WITH_CASE + 1; code <= 0x10ffff; code += 1) {
      const character = String.fromCodePoint(code);
      if (character.toLowerCase() !== character) throw new Error(`U+${code.toString(16)} has a lower case`);
    }
  });

  it.each(["k", "kelvin", "i", "i\u0307", "\u00e5ngstr\u00f6m", "stra\u00dfe", "\u{10428}", "100%"])(
    "finds %j where the lower case has it",
    (part) => {
      const steps = foldingSteps([part]);
      for (let code = 0; code <= LAST_WITH_CASE; code += 1) {
        if (code >= 0xd800 && code <= 0xdfff) continue;
        const text = `x${String.fromCodePoint(code)}${part.slice(1)}`;

        const found = replaced(text, steps ?? []).includes(part);

        if (found !== fold(text).includes(part)) throw new Error(`not so for U+${code.toString(16)}`);
      }
    },
  );

  it("cannot tell what becomes of a capital sigma", () => {
    expect(foldingSteps(["\u03c3"])).toBeNull();
    expect(foldingSteps(["abc", "\u03bf\u03b4\u03bf\u03c2"])).toBeNull();
    expect(foldingSteps([])).toEqual([]);
  });

  it("looks for the beginning that few replacements can find", () => {
    expect(cheapBeginning("abcabcdef", 3)).toBe("abcabc");
    expect(cheapBeginning("\u03c3bc", 3)).toBe("");
    expect(cheapBeginning("1234567890", 1)).toBe("1234567890");
  });
});

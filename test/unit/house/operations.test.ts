import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { EXIT_BY_ERROR } from "../../../src/cli/exit-code.js";
import { SETTINGS } from "../../../src/config.js";
import { ALERTS } from "../../../src/jobs/alerts.js";
import { RETRY_POLICY } from "../../../src/model/retry-policy.js";
import { FAILURES } from "../../../src/model/failure.js";
import { run, toolsWith } from "../cli/hand-made-tools.js";

const root = join(import.meta.dirname, "../../..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const page = read("docs/operations.md");

const ALERT_KINDS = [...Object.keys(ALERTS), "webhook-undeliverable"];

/** What compose alone reads, and words of the page that are neither setting nor code. */
const OTHER_WORDS = ["MYSQL_PASSWORD", "MONGO_PASSWORD", "MISSING"];

/** The groups of every match. */
function found(text: string, pattern: RegExp): string[][] {
  return [...text.matchAll(pattern)].map(([, ...groups]) => groups.map((group) => group ?? ""));
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");
}

/** The text of a chapter. */
function chapter(heading: string): string {
  return page.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
}

async function helpOf(words: readonly string[]): Promise<string> {
  return (await run([...words, "--help"].join(" "), toolsWith({}))).out;
}

/** The commands of the page as words and options, placeholders left out. */
function commands(): { words: string[]; options: string[] }[] {
  const lines = [...found(page, /`cli ([^`]+)`/g), ...found(page, /^cli ([^#\n]+)/gm)].map(([line = ""]) => line);
  const ofNpm = found(page, /npm run cli -- ([a-z ]+)/g).map(([line = ""]) => line.trim());
  return [...lines, ...ofNpm].map((line) => ({
    words:
      line
        .split(/ (?=-|<)/)[0]
        ?.trim()
        .split(" ") ?? [],
    options: line.match(/--[a-z-]+/g) ?? [],
  }));
}

describe("docs/operations.md", () => {
  it("names every failure with its scope, and no other, each with a way to its remedy", () => {
    const described = found(chapter("Failure codes"), /^\| \[`(\w+)`\]\(failures\.md#(\w+)\) +\| (\w+)/gm);

    expect(described).toEqual(Object.entries(FAILURES).map(([code, { scope }]) => [code, code.toLowerCase(), scope]));
  });

  it("names every setting in its order, with a way to its meaning and default", () => {
    const described = found(chapter("Settings"), /^\| \[`(\w+)`\]\(settings\.md#(\w+)\) \| \S/gm);

    expect(described).toEqual(SETTINGS.map(({ name }) => [name, name.toLowerCase()]));
  });

  it("names every error, with a way to what to do", () => {
    const described = found(chapter("Failure codes"), /\[`(\w+)`\]\(errors\.md#(\w+)\)/g);

    expect(described).toEqual(Object.keys(EXIT_BY_ERROR).map((code) => [code, code.toLowerCase()]));
  });

  it("names every alert, and no other, and what to do about each at 3 a.m.", () => {
    const nightly = found(chapter("What to do at 3 a.m."), /^\| Alert `([a-z-]+)`/gm).flat();

    expect(found(chapter("Alerts and webhooks"), /^\| `([a-z-]+)`/gm).flat()).toEqual(ALERT_KINDS);
    expect(nightly.sort()).toEqual([...ALERT_KINDS].sort());
    for (const [kind = ""] of found(page, /Alert `([a-z-]+)`/g)) expect(ALERT_KINDS).toContain(kind);
  });

  it("gives commands and options that exist", async () => {
    expect(commands().length).toBeGreaterThan(25);
    for (const { words, options } of commands()) {
      const help = await helpOf(words);

      expect([words, help.split("\n")[0]]).toEqual([words, expect.stringContaining(`gateway ${words.join(" ")} `)]);
      expect(help).not.toContain("\nCommands:");
      for (const option of options) expect([words, help]).toEqual([words, expect.stringContaining(option)]);
    }
  });

  it("gives npm scripts that exist", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };

    const named = found(page, /npm run (?:--silent )?([a-z]+)/g).flat();
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  it("gives compose services that exist", () => {
    const services = found(read("docker-compose.yml").split("\nservices:")[1] ?? "", /^ {2}([\w-]+):$/gm).flat();

    const named = [
      ...found(page, /docker compose (?:exec|run) (?:-T |--rm )?([\w-]+)/g).flat(),
      ...found(page, /docker compose (?:stop|logs)(?: --since \w+)? ([\w -]+)/g).flatMap(([all = ""]) =>
        all.split(" "),
      ),
    ];
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !services.includes(name))).toEqual([]);
  });

  it("and docs/metrics.md have Prometheus find every process of ours in compose, the workers too", () => {
    const compose = read("docker-compose.yml").split("\nservices:")[1] ?? "";
    const ours = found(compose, /^ {2}([\w-]+):\n {4}<<: \*process$/gm)
      .flat()
      .filter((name) => name !== "migrate");

    const [[names = "", port = ""] = []] = found(read("docs/metrics.md"), /names: \[(.+)\], type: A, port: (\d+)/g);

    expect(ours).toContain("worker");
    expect(names.split(", ")).toEqual(ours);
    expect(compose).not.toContain("METRICS_PORT");
    expect(read("docker-compose.yml")).toContain(`PORT: "${port}"`);
  });

  it("gives the times at which a day is tried again", () => {
    const minutes = (ms: number): number => ms / 60_000;
    const { firstWait, longestWait, refusalWait, mostAttempts, mostRefusals } = RETRY_POLICY;

    const waits = Array.from({ length: mostAttempts - 1 }, (_, n) => Math.min(firstWait * 4 ** n, longestWait));
    expect(page).toContain("10 minutes, 40 minutes, 2 h 40 min and 6 hours");
    expect(waits.map(minutes)).toEqual([10, 40, 160, 360]);
    expect(page).toMatch(/three times, 4 hours apart/);
    expect([mostRefusals, minutes(refusalWait)]).toEqual([3, 240]);
  });

  it("uses the names of settings and codes as they are", () => {
    const known = [
      ...SETTINGS.map(({ name }) => name),
      ...Object.keys(FAILURES),
      ...Object.keys(EXIT_BY_ERROR),
      ...OTHER_WORDS,
    ];

    const named = found(page, /`([A-Z][A-Z_]{4,})(?:=\w+)?`/g).flat();
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  it("links to chapters and files that exist", () => {
    for (const [file = "", anchor = ""] of found(page, /\]\((?!https:)([\w./]*)(?:#([\w-]+))?\)/g)) {
      const target = file === "" ? page : read(join("docs", file));
      const headings = found(target, /^#+ (.+)$/gm).map(([heading = ""]) => anchorOf(heading));
      const anchors = [...headings, ...found(target, /<a id="(\w+)">/g).flat()];
      if (anchor !== "") expect(anchors).toContain(anchor);
    }
  });
});

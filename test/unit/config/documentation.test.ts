import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { buildSchema, parse, validate } from "graphql";
import { EXIT_BY_ERROR } from "../../../src/cli/exit-code.js";
import { loadConfig, SETTINGS } from "../../../src/config.js";

const root = join(import.meta.dirname, "../../..");
/** What docker-compose.yml alone reads, for the servers it starts. */
const COMPOSE_ONLY = ["MYSQL_PASSWORD", "MONGO_PASSWORD"];
const names = SETTINGS.map(({ name }) => name).sort();

function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** The first groups of every match, sorted. */
function found(file: string, pattern: RegExp): string[] {
  return [...read(file).matchAll(pattern)].map(([, name = ""]) => name).sort();
}

/** The table rows of a document whose first cell is code, as cells without the anchors that docs/operations.md links to. */
function rows(file: string): string[][] {
  const lines = read(file)
    .split("\n")
    .map((line) => line.replace(/^\| <a id="\w+"><\/a>/, "| "))
    .filter((line) => line.startsWith("| `"));
  return lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe("the settings", () => {
  it("stand in .env.example with their defaults, all as comments", () => {
    const lines = read(".env.example").split("\n");

    const assignments = lines.filter((line) => /^#? ?[A-Z_]+=/.test(line));
    const ours = SETTINGS.map((setting) => `# ${setting.name}=${setting.default ?? ""}`);
    expect(assignments).toEqual([...ours, ...COMPOSE_ONLY.map((name) => `# ${name}=`)]);
    expect(lines.filter((line) => line !== "" && !line.startsWith("#"))).toEqual([]);
  });

  it("stand in docs/settings.md with meaning and default", () => {
    const expected = SETTINGS.map((setting) => [
      `\`${setting.name}\``,
      setting.meaning,
      setting.default === null ? "none" : `\`${setting.default}\``,
    ]);

    expect(rows("docs/settings.md")).toEqual(expected);
  });

  it("are all handed to the containers, and nothing else is", () => {
    const block = /x-settings: &settings\n((?: {2}.*\n)+)/.exec(read("docker-compose.yml"))?.[1] ?? "";

    expect([...block.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name).sort()).toEqual(names);
    expect([...names, ...COMPOSE_ONLY]).toEqual(expect.arrayContaining(found("docker-compose.yml", /\$\{(\w+)/g)));
  });
});

describe("docker-compose.yml", () => {
  it("publishes the two APIs on this machine's loopback alone, and nothing else", () => {
    expect(found("docker-compose.yml", /ports: \[(.*)\]/g)).toEqual(['"127.0.0.1:4000:4000"', '"127.0.0.1:4001:4000"']);
    expect(read("docker-compose.yml").match(/ports:|network_mode:/g)).toHaveLength(2);
  });

  it("runs two workers", () => {
    const worker = /^ {2}worker:\n((?: {4}.*\n)+)/m.exec(read("docker-compose.yml"))?.[1] ?? "";

    expect(worker).toContain("    command: [node, dist/src/work.js]\n");
    expect(worker).toContain("    deploy: { replicas: 2 }\n");
  });

  it("gives settings that are accepted, with the passwords alone and with the partner's credentials", () => {
    const given: Record<string, string> = { MYSQL_PASSWORD: "0123abcd", MONGO_PASSWORD: "4567cdef" };
    const block = read("docker-compose.yml").split("&settings\n")[1]?.split("\n\n")[0] ?? "";
    const environment = (more: Record<string, string>) =>
      Object.fromEntries(
        [...block.matchAll(/^ {2}([A-Z_]+): "?(.*?)"?$/gm)].map(([, name = "", value = ""]) => [
          name,
          value.replace(/\$\{(\w+):[-?][^}]*\}/g, (_, variable: string) => ({ ...given, ...more })[variable] ?? ""),
        ]),
      );
    const id = "11111111-2222-3333-4444-555555555555";
    const key = Buffer.alloc(32).toString("base64");
    const credentials = { MICROSOFT_TENANT_ID: id, MICROSOFT_CLIENT_ID: id, MICROSOFT_CLIENT_SECRET: "a~b" };

    const alone = loadConfig(environment({}));
    const partner = loadConfig(environment({ ...credentials, TOKEN_ENCRYPTION_KEY: key }));

    expect(alone).toMatchObject({ databaseUrl: "mysql://snapshots:0123abcd@mysql:3306/snapshots", port: 4000 });
    expect(alone.mongodbUrl).toBe("mongodb://snapshots:4567cdef@mongo:27017/jobs?authSource=admin");
    expect(alone.worker.inside).toBe(false);
    expect(partner.microsoft?.clientId).toBe(id);
  });

  it("runs entries that the build makes", () => {
    const entries = found("docker-compose.yml", /dist\/src\/(\w+)\.js/g);

    expect(entries).toEqual(["cli", "work"]);
    for (const entry of entries) expect(read(`src/${entry}.ts`)).not.toBe("");
  });

  it("holds no password, and lets none be left out", () => {
    const compose = read("docker-compose.yml");

    for (const name of COMPOSE_ONLY) {
      const uses = compose.match(new RegExp(`\\$\\{${name}.{2}`, "g")) ?? [];
      expect(uses.length).toBeGreaterThan(1);
      expect(new Set(uses)).toEqual(new Set([`\${${name}:?`]));
    }
    expect(compose).not.toMatch(/(PASSWORD|SECRET|KEY|CREDENTIAL)\w*: (?!"?\$|"yes")/);
  });
});

describe("the documentation", () => {
  it("describes every error code, with its exit code", () => {
    const documented = rows("docs/errors.md").map((cells) => [cells[0], Number(cells.at(-1))]);

    expect(documented).toEqual(Object.entries(EXIT_BY_ERROR).map(([code, exit]) => [`\`${code}\``, exit]));
  });

  it("gives every dependency an owner and a reason", () => {
    const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Record<
      string,
      Record<string, string>
    >;
    const table = read("ARCHITECTURE.md").split("## Dependencies")[1] ?? "";
    const documented = [...table.matchAll(/^\| `([^`]+)` \| [^|]+ \| [^|]+ \|$/gm)].map(([, name]) => name);

    expect(documented.sort()).toEqual(Object.keys({ ...dependencies, ...devDependencies }).sort());
  });

  it("pins every dependency exactly", () => {
    const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Record<
      string,
      Record<string, string>
    >;

    const versions = Object.entries({ ...dependencies, ...devDependencies });
    expect(versions.filter(([, version]) => !/^(npm:[\w-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  it("links to files that exist, from the README and CONTRIBUTING", () => {
    for (const file of ["README.md", "CONTRIBUTING.md"]) {
      for (const target of found(file, /\]\((?!https?:)([^)#]+)/g)) expect(read(target)).not.toBe("");
    }
  });

  it("asks in the README what the schema can answer", () => {
    const schema = buildSchema(read("schema/schema.graphql"));
    const queries = found("README.md", /```graphql\n(.*?)```/gs);

    expect(queries.length).toBeGreaterThan(2);
    for (const query of queries) expect(validate(schema, parse(query))).toEqual([]);
  });

  it("has a place in ARCHITECTURE.md for every folder and file of src/", () => {
    const entries = readdirSync(join(root, "src"), { withFileTypes: true });
    const architecture = read("ARCHITECTURE.md");

    const places = entries.map((entry) => `src/${entry.name}${entry.isDirectory() ? "/" : ""}`);
    expect(places.filter((place) => !architecture.includes(`\`${place}\``))).toEqual([]);
  });
});

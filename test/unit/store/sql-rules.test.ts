import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";

const ROOT = join(import.meta.dirname, "../../..");
const STORE = join(ROOT, "src/store");
/** Each table with its lines, from the schema that the migrations are held to. */
const TABLES = [
  ...readFileSync(join(ROOT, "schema/database.sql"), "utf8").matchAll(/^CREATE TABLE `(\w+)` \(\n([\s\S]*?)\n\)/gm),
].map(([, name = "", lines = ""]) => ({ name, lines }));
const TENANT_TABLES = TABLES.filter(({ lines }) => /^ {2}`tenant_no`/m.test(lines));
/** `tenant` itself is also looked through as a whole: which there are, and which are due. */
const OF_TENANTS = TENANT_TABLES.map(({ name }) => name).filter((name) => name !== "tenant");
const TOUCHES = new RegExp(`\\b(FROM|JOIN|INTO|UPDATE)\\s+(${OF_TENANTS.join("|")})\\b`);
const STATEMENT = /\b(SELECT|INSERT|UPDATE|DELETE)\b[\s\S]*/;
const FORBIDDEN =
  /\b(REPLACE INTO|GET_LOCK|LOCK TABLES|SERIALIZABLE|TEMPORARY|CASCADE|TRIGGER|OFFSET|BETWEEN|ORDER BY RAND)\b|SELECT \*/;

/** Every string and template literal below src/store that holds a statement. */
function statements(): { file: string; sql: string }[] {
  const files = readdirSync(STORE, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  return files.flatMap((file) =>
    [...readFileSync(join(STORE, file), "utf8").matchAll(/`([^`]*)`|"([^"\n]*)"/g)]
      .map((match) => match[1] ?? match[2] ?? "")
      .filter((sql) => STATEMENT.test(sql))
      .map((sql) => ({ file, sql })),
  );
}

describe("the SQL of the store, which clusters must run too", () => {
  it("is found by this test", () => {
    expect(statements().length).toBeGreaterThan(50);
  });

  it("uses nothing that a cluster refuses", () => {
    expect(statements().filter(({ sql }) => FORBIDDEN.test(sql))).toEqual([]);
  });

  it("has every table of a tenant's begin its key with the tenant", () => {
    const other = TENANT_TABLES.filter(({ lines }) => !/^ {2}PRIMARY KEY \(`tenant_no`[,)]/m.test(lines));

    expect(TABLES.length).toBeGreaterThan(25);
    expect(OF_TENANTS).toEqual(expect.arrayContaining(["access", "change_summary", "operator_action", "prune_state"]));
    expect(other.map(({ name }) => name)).toEqual([]);
  });

  it("names the tenant wherever it touches a tenant's days", () => {
    const nameless = statements().filter(({ sql }) => TOUCHES.test(sql) && !/tenant_no|entra_tenant_id/.test(sql));

    expect(nameless).toEqual([]);
  });
});

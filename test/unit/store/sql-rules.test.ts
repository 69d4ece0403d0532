import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";

const STORE = join(import.meta.dirname, "../../../src/store");
const TENANT_TABLES =
  /\b(FROM|JOIN|INTO|UPDATE)\s+(snapshot|held_day|import_run|person|user_version|license_version|sku_version|license_count|group_count|dimension_value|access)\b/;
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

  it("names the tenant wherever it touches a tenant's days", () => {
    const nameless = statements().filter(
      ({ sql }) => TENANT_TABLES.test(sql) && !/tenant_no|entra_tenant_id/.test(sql),
    );

    expect(nameless).toEqual([]);
  });
});

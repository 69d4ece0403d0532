import type { Session } from "../../src/store/database.js";
import type { Dialect } from "../../src/store/dialect.js";

const HEADS = {
  mysql: "-- The tables on MySQL (MariaDB: COLLATE utf8mb4_nopad_bin).",
  mariadb: "-- The tables on MariaDB.",
  embedded: "-- The tables of the embedded database.",
} as const;

/** What differs from one machine to the next although the table is the same. */
function normalised(sql: string): string {
  return sql
    .replace(/ AUTO_INCREMENT=\d+/, "")
    .replace(/^ {6}(?=\S)/gm, "  ")
    .replace(/^ {4}\)/gm, ")");
}

async function serverStatements(session: Session): Promise<string[]> {
  const tables = await session.rows<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name <> 'migration'",
  );
  const statements: string[] = [];
  for (const name of tables.map((table) => table.name).sort()) {
    const [row] = await session.rows<Record<string, string>>(`SHOW CREATE TABLE ${name}`);
    statements.push(row?.["Create Table"] ?? "");
  }
  return statements;
}

/** Tables by name, each followed by its indexes. */
async function embeddedStatements(session: Session): Promise<string[]> {
  const rows = await session.rows<{ sql: string }>(
    `SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name <> 'migration' AND tbl_name NOT LIKE 'sqlite_%'
     ORDER BY tbl_name, type DESC, name`,
  );
  return rows.map((row) => row.sql);
}

/** The statements that build a migrated database, sorted; schema/database.sql and schema/database.sqlite.sql hold them. */
export async function schemaOf(session: Session, name: Dialect["name"]): Promise<string> {
  const statements = name === "embedded" ? await embeddedStatements(session) : await serverStatements(session);
  const texts = statements.map((sql) => `\n${normalised(sql)};\n`);
  return `${HEADS[name]} Made by scripts/print-ddl.ts, held to the migrations by a test.\n${texts.join("")}`;
}

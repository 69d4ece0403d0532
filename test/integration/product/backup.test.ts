import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type Base, openBase } from "../../../src/wiring/base.js";
import { createImporter } from "../../../src/wiring/importing.js";
import type { SnapshotDate } from "../../../src/model/snapshot-date.js";
import { Night } from "../../support/jobs/night.js";

/** The line of docs/operations.md that backs the embedded database up, as a shell is given it. */
function documentedCommand(): string {
  const [line = ""] = /^node -e .*VACUUM INTO.*$/m.exec(readFileSync("docs/operations.md", "utf8")) ?? [];
  return line;
}

describe("a backup of the embedded database, made while it is in use", () => {
  let folder: string;
  let night: Night;
  let restored: Base | undefined;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "backup-"));
    mkdirSync(join(folder, "data"));
    symlinkSync(join(process.cwd(), "node_modules"), join(folder, "node_modules"));
    const url = `file:${join(folder, "data/snapshots.db")}`;
    night = await Night.open(async () => ({ url, drop: async () => undefined }), { sizes: [4, 3] });
    await night.signIn();
    await night.importer.syncTenants();
  });

  afterEach(async () => {
    await restored?.database.close();
    await night.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function importAll(base: Base = night.base): Promise<string[]> {
    const importer = createImporter(base);
    const outcomes: string[] = [];
    for (const tenantId of await importer.activeTenants()) outcomes.push((await importer.importToday(tenantId)).kind);
    return outcomes;
  }

  it("has the days until then, knows the days after it as missing, and goes on with today under the same sign-in", async () => {
    night.moveTo("2026-03-01T06:00:00Z");
    expect(await importAll()).toEqual(["sealed", "sealed"]);

    execFileSync("sh", ["-c", documentedCommand()], { cwd: folder });

    night.moveTo("2026-03-02T06:00:00Z");
    expect(await importAll()).toEqual(["sealed", "sealed"]);
    night.moveTo("2026-03-03T06:00:00Z");
    const databaseUrl = `file:${join(folder, "backup.db")}`;
    restored = await openBase({ ...night.config, databaseUrl }, night.calendar);
    expect(await importAll(restored)).toEqual(["sealed", "sealed"]);
    const days = await restored.questions.coverage(
      { kind: "all" },
      { from: "2026-03-01" as SnapshotDate, to: "2026-03-03" as SnapshotDate, first: 10, after: null },
    );
    expect(days.nodes.map(({ date, state, reason }) => [date, state, reason?.code ?? null])).toEqual([
      ...Array<unknown>(2).fill(["2026-03-01", "PRESENT", null]),
      ...Array<unknown>(2).fill(["2026-03-02", "MISSING", "NOT_ATTEMPTED"]),
      ...Array<unknown>(2).fill(["2026-03-03", "PRESENT", null]),
    ]);
  });
});

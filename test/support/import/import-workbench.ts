import { type ImportDeps, importTenant } from "../../../src/importer/import-tenant.js";
import { SILENT_LOG } from "../../../src/log.js";
import type { Guid } from "../../../src/model/guid.js";
import type { ImportOutcome } from "../../../src/model/import-outcome.js";
import type { SnapshotDate } from "../../../src/model/snapshot-date.js";
import { BLOCK } from "../../../src/store/blocks.js";
import { migrate, openDatabase } from "../../../src/store/data-source.js";
import type { Database, Row } from "../../../src/store/database.js";
import { SnapshotWriter } from "../../../src/store/write/snapshot-writer.js";
import { TenantStore } from "../../../src/store/write/tenant-store.js";
import type { FreshDatabase } from "../databases/test-database.js";
import type { DayCopy } from "../naive/day-copy.js";
import { Random } from "../naive/random.js";
import { StoredAnswers } from "../naive/stored-answers.js";
import { listedDirectory, type ListingPlan } from "./listed-directory.js";

export interface TestTenant {
  readonly tenantId: Guid;
  readonly tenantNo: number;
  readonly stored: StoredAnswers;
}

/** A migrated database of one's own. */
export interface Workbench {
  readonly database: Awaited<ReturnType<typeof openDatabase>>;
  readonly url: string;
  readonly close: () => Promise<void>;
}

export async function openWorkbench(create: () => Promise<FreshDatabase>): Promise<Workbench> {
  const fresh = await create();
  const database = await openDatabase(fresh.url);
  await migrate(database);
  const close = async () => {
    await database.close();
    await fresh.drop();
  };
  return { database, url: fresh.url, close };
}

let tenants = 0;

/** Attempts before the first, so that the third day of every history begins a block. */
const ATTEMPTS = BLOCK - 3;

/** Adds a tenant of the partner beside those that are there. */
export async function addTenant(database: Database): Promise<TestTenant> {
  const tenantId = `dddddddd-0000-4000-8000-${(++tenants).toString(16).padStart(12, "0")}` as Guid;
  const known = await database.read((session) =>
    session.rows<{ tenantId: Guid; name: string; defaultDomain: string | null }>(
      "SELECT entra_tenant_id AS tenantId, name, default_domain AS defaultDomain FROM tenant",
    ),
  );
  const customers = [...known, { tenantId, name: `Tenant ${tenants}`, defaultDomain: null }];
  await new TenantStore(database).sync(customers, "2026-01-01" as SnapshotDate);
  const [row] = await database.read((session) =>
    session.rows<{ tenant_no: number }>("SELECT tenant_no FROM tenant WHERE entra_tenant_id = ?", [tenantId]),
  );
  const tenantNo = row?.tenant_no ?? 0;
  await database.transaction((session) =>
    session.run("UPDATE tenant SET next_seq = next_seq + ? WHERE tenant_no = ?", [ATTEMPTS, tenantNo]),
  );
  return { tenantId, tenantNo, stored: new StoredAnswers(database, tenantNo) };
}

export function writerOf(database: Database, leaseMs = 60_000): SnapshotWriter {
  return new SnapshotWriter(database, { owner: "test", leaseMs, time: () => 0, calendarIsSet: true });
}

export interface ImportTry {
  readonly snapshots: ImportDeps["snapshots"];
  readonly tenantId: Guid;
  readonly day: string;
  readonly copy: DayCopy;
  readonly again?: string | null;
  readonly plan?: Partial<ListingPlan>;
  /** What time it is; noon of the day unless said. */
  readonly now?: () => string;
  readonly signal?: AbortSignal;
}

/** One import of a day that is listed from a copy. */
export function importDay({
  snapshots,
  tenantId,
  day,
  copy,
  again = null,
  plan,
  now,
  ...more
}: ImportTry): Promise<ImportOutcome> {
  const directory = listedDirectory(copy, { random: new Random(1), ...plan });
  const calendar = { now: () => new Date(now?.() ?? `${day}T12:00:00Z`) };
  return importTenant(
    { directory, snapshots, calendar, log: SILENT_LOG },
    { tenantId, day: day as SnapshotDate, again, ...more },
  );
}

/** The lease of a process that died runs out at once. */
export async function endLease(database: Database, tenantNo: number): Promise<void> {
  await database.transaction((session) =>
    session.run("UPDATE tenant SET lease_until = 0 WHERE tenant_no = ?", [tenantNo]),
  );
}

const CONTENT_TABLES = [
  "snapshot",
  "held_day",
  "user_version",
  "license_version",
  "sku_version",
  "license_count",
  "group_count",
  "dimension_value",
];

/** Every row of a tenant that says something about its days; people without the sequence that only the importer reads. */
export async function contentRows(database: Database, tenantNo: number): Promise<Record<string, string[]>> {
  const dump: Record<string, string[]> = {};
  const lines = (rows: Row[]) => rows.map((row) => JSON.stringify(row)).sort();
  for (const table of CONTENT_TABLES) {
    const sql = `SELECT * FROM ${table} WHERE tenant_no = ?`;
    dump[table] = lines(await database.read((session) => session.rows(sql, [tenantNo])));
  }
  const people = "SELECT user_no, entra_id, first_seq, state_hash FROM person WHERE tenant_no = ?";
  dump["person"] = lines(await database.read((session) => session.rows(people, [tenantNo])));
  return dump;
}

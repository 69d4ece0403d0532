import { importTenant } from "../../src/importer/import-tenant.js";
import { SILENT_LOG } from "../../src/log.js";
import type { Guid } from "../../src/model/guid.js";
import type { SnapshotDate } from "../../src/model/snapshot-date.js";
import type { Session } from "../../src/store/database.js";
import { guidToBinary } from "../../src/store/binary.js";
import { groupedBy } from "../../src/query/grouped-by.js";
import type { StepSubject } from "../../src/store/read/change-reader.js";
import type { Pin } from "../../src/store/read/pin.js";
import { createReadStore, type Reads } from "../../src/store/read/read-store.js";
import type { UserPage } from "../../src/store/read/user-reader.js";
import { SnapshotWriter } from "../../src/store/write/snapshot-writer.js";
import { TenantStore } from "../../src/store/write/tenant-store.js";
import type { BenchDatabase } from "./bench-database.js";
import type { LivingTenant } from "./directory.js";
import { NaiveCopies } from "./naive-copies.js";

/** The one tenant of the benchmark. */
export const TENANT = "00000000-0000-4000-8000-000000000001" as Guid;
export const FIRST = "2026-01-01" as SnapshotDate;

/** One way to keep days, as the benchmark fills and asks it. */
export interface Design {
  readonly name: string;
  readonly owns: (table: string) => boolean;
  readonly keep: (day: SnapshotDate) => Promise<void>;
  readonly questions: (days: Days) => Record<string, () => Promise<unknown>>;
}

export interface Days {
  readonly first: SnapshotDate;
  readonly before: SnapshotDate;
  readonly last: SnapshotDate;
  readonly seriesFrom: SnapshotDate;
  readonly somebody: Guid;
}

export async function ours(bench: BenchDatabase, tenant: LivingTenant): Promise<Design> {
  const { database } = bench;
  await new TenantStore(database).sync([{ tenantId: TENANT, name: "Bench", defaultDomain: null }], FIRST);
  const settings = { owner: "bench", leaseMs: 60_000, time: () => 0, calendarIsSet: true };
  const snapshots = new SnapshotWriter(database, settings);
  const store = createReadStore(database);
  const rows = (sql: string, parameters: unknown[]) => database.read((session) => session.rows(sql, parameters));
  const seqOf = async (day: SnapshotDate) => {
    const [row] = await rows("SELECT seq FROM snapshot WHERE tenant_no = 1 AND day = ? ORDER BY revision DESC", [day]);
    return (row as { seq: number }).seq;
  };
  const page = async (day: SnapshotDate) => {
    const pin = { tenantNo: 1, seq: await seqOf(day) };
    const stretch = { order: [], key: [1, Math.floor(tenant.users.length / 2)], backward: false, limit: 100 };
    return store.read((reads) => pageWithLicenses(reads, pin, stretch));
  };
  return {
    name: "this design",
    owns: (table) => !table.startsWith("naive_"),
    async keep(day) {
      const calendar = { now: () => new Date(`${day}T12:00:00Z`) };
      const deps = { directory: tenant.directory, snapshots, calendar, log: SILENT_LOG };
      const outcome = await importTenant(deps, { tenantId: TENANT, day });
      if (outcome.kind !== "sealed") throw new Error(`the import of ${day} ended as ${JSON.stringify(outcome)}`);
    },
    questions: ({ first, before, last, seriesFrom, somebody }) => ({
      changes: async () => {
        const step = { tenantNo: 1, before: await seqOf(before), after: await seqOf(last) };
        const everything = {
          steps: [step],
          start: { step: 0, userNo: 0 },
          people: "everybody" as const,
          mostSteps: 1,
          expected: Infinity,
        };
        return store.read(async (reads) => {
          const found: StepSubject[] = [];
          for await (const subject of reads.changes.walk({ ...everything, skus: "all" })) found.push(subject);
          return found;
        });
      },
      counts: () => database.read((session) => countsPerSku(session, last, last)),
      series: () => database.read((session) => countsPerSku(session, seriesFrom, last)),
      departments: async () => {
        const pin = { tenantNo: 1, seq: await seqOf(last) };
        return store.read((reads) =>
          reads.counts.byDimension([pin], { dimension: "DEPARTMENT", only: null, most: 100_000 }),
        );
      },
      page: () => page(first),
      history: () => rows(history, [guidToBinary(somebody)]),
    }),
  };
}

/** As a question reads them: people, then the licenses of the page, with the SKUs by their ids. */
async function pageWithLicenses(reads: Reads, pin: Pin, page: UserPage) {
  const users = await reads.users.page({ pins: [pin], filter: null, skuNo: () => undefined }, page);
  const held = await reads.licenses.ofUsers(users.map(({ userNo }) => ({ ...pin, userNo })));
  const skus = await reads.skusByNo(new Set(held.map(({ skuNo }) => skuNo)));
  const plans = await reads.disabledPlans(new Set(held.map(({ plansNo }) => plansNo)));
  const byUser = groupedBy(held, ({ userNo }) => userNo);
  return users.map((user) => ({
    ...user,
    licenses: (byUser.get(user.userNo) ?? []).map(({ skuNo, plansNo }) => ({
      skuId: skus.get(skuNo)?.skuId,
      disabledPlans: plans.get(plansNo) ?? [],
    })),
  }));
}

/** The intervals that touch the days, laid on them: no join that meets every interval once a day. */
async function countsPerSku(session: Session, from: SnapshotDate, to: SnapshotDate) {
  const days = await session.rows<{ day: string; seq: number }>(
    "SELECT day, seq FROM snapshot WHERE tenant_no = 1 AND day >= ? AND day <= ? ORDER BY seq",
    [from, to],
  );
  const counts = await session.rows<{ sku_no: number; from_seq: number; to_seq: number; assignments: number }>(
    "SELECT sku_no, from_seq, to_seq, assignments FROM license_count WHERE tenant_no = 1 AND from_seq <= ? AND to_seq > ?",
    [days.at(-1)?.seq, days[0]?.seq],
  );
  return counts.flatMap((count) =>
    days
      .filter(({ seq }) => count.from_seq <= seq && seq < count.to_seq)
      .map(({ day }) => ({ day, skuNo: count.sku_no, assignments: count.assignments })),
  );
}

const history = `SELECT v.*, l.sku_no, l.from_seq AS held_from, l.to_seq AS held_to FROM person p
  JOIN user_version v ON v.tenant_no = p.tenant_no AND v.user_no = p.user_no
  LEFT JOIN license_version l ON l.tenant_no = p.tenant_no AND l.user_no = p.user_no
  WHERE p.tenant_no = 1 AND p.entra_id = ?`;

export async function naive(bench: BenchDatabase, tenant: LivingTenant, way: "insert" | "load"): Promise<Design> {
  const copies = new NaiveCopies(bench.plain, way);
  await copies.create();
  return {
    name: way === "insert" ? "daily copies, multi-row INSERT" : "daily copies, LOAD DATA",
    owns: (table) => table.startsWith(`naive_${way}_`),
    keep: (day) => copies.copy(day, tenant.users),
    questions: ({ first, before, last, seriesFrom, somebody }) => ({
      changes: () => copies.changes(last, before),
      counts: () => copies.countsPerSku(last, last),
      series: () => copies.countsPerSku(seriesFrom, last),
      departments: () => copies.countsByDepartment(last),
      page: () => copies.pageWithLicenses(first, somebody),
      history: () => copies.history(somebody),
    }),
  };
}

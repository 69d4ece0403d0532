import { afterEach, beforeEach, expect, it } from "@jest/globals";
import Libsql from "libsql";
import { BLOCK, blockOf } from "../../../src/store/blocks.js";
import { migrate, openDatabase } from "../../../src/store/data-source.js";
import type { MigratableDatabase, Row, Session } from "../../../src/store/database.js";
import { insertRows, OPEN_SEQ } from "../../../src/store/dialect.js";
import { createReadMemory, readsOn, type Reads } from "../../../src/store/read/read-store.js";
import { describeEachDatabase, type FreshDatabase } from "../../support/databases/test-database.js";
import { notingDatabase } from "../../support/query/noted-statements.js";

const MIGRATION = "GroupCountBlocks1765000000090";
const GROUPS = 20;
const DAYS = 10 * BLOCK;
const DEPARTMENT = 1;

interface Count {
  readonly tenant: number;
  readonly value: number;
  readonly from: number;
  readonly to: number;
}

describeEachDatabase("old days", (create, name) => {
  let fresh: FreshDatabase;
  let database: MigratableDatabase;
  beforeEach(async () => {
    fresh = await create();
    database = await openDatabase(fresh.url);
    await migrate(database);
  });
  afterEach(async () => {
    await database.close();
    await fresh.drop();
  });

  const reads = (session: Session) => readsOn(session, database.dialect, { memory: createReadMemory() });
  const insert = (table: string, rows: readonly Row[]) =>
    database.transaction(async (session) => {
      const columns = Object.keys(rows[0] ?? {});
      const cells = rows.flatMap((row) => columns.map((column) => row[column]));
      await session.run(insertRows(table, columns, rows.length), cells);
    });

  /** Every group has another count every day. */
  async function fillDays(tenant_no: number): Promise<void> {
    for (let seq = 1; seq <= DAYS; seq += 1) {
      const interval = { tenant_no, from_seq: seq, to_seq: seq === DAYS ? OPEN_SEQ : seq + 1 };
      const keys = { dimension: DEPARTMENT, block_seq: blockOf(seq), sku_no: 1 };
      const group = (value_no: number) => ({ ...interval, ...keys, value_no, assignments: 1_000 * seq + value_no });
      await insert(
        "group_count",
        Array.from({ length: GROUPS }, (_, n) => group(n + 1)),
      );
    }
  }

  const QUESTIONS: Readonly<Record<string, (reads: Reads, tenants: number[], seq: number) => Promise<Counted[]>>> = {
    "the day": ({ counts }, tenants, seq) => {
      const pins = tenants.map((tenantNo) => ({ tenantNo, seq }));
      return counts.byDimension(pins, { dimension: "DEPARTMENT", only: null, most: 1_000 });
    },
    "the days of a trend": ({ intervals }, tenants, seq) => {
      const spans = tenants.map((tenantNo) => ({ tenantNo, low: seq, high: seq }));
      return intervals.counts(spans, "DEPARTMENT");
    },
  };

  it.each(Object.keys(QUESTIONS))(
    "have counts that are found in the block of %s, in one tenant and in several",
    async (what) => {
      const ask = QUESTIONS[what]!;
      for (const tenant of [1, 2]) await fillDays(tenant);

      for (const tenants of [[1], [1, 2]]) {
        for (const seq of [1, DAYS / 2 - 1, DAYS / 2, DAYS]) {
          const { answer, read, plan } = await costOf("group_count", (from) => ask(from, tenants, seq));

          expect(answer.map((row) => row.assignments).sort()).toEqual(
            tenants.flatMap(() => Array.from({ length: GROUPS }, (_, n) => 1_000 * seq + n + 1)).sort(),
          );
          if (plan !== null) {
            expect(plan).toMatch(/SEARCH g USING PRIMARY KEY \(tenant_no=\? AND dimension=\? AND block_seq=\?/);
          }
          // The rows of the blocks, each looked at once, and a value, the pins and the tenants beside each.
          expect(read).toBeLessThan(2 * tenants.length * GROUPS * BLOCK);
        }
      }
    },
  );

  it("have pages of people that read no more than themselves, without statistics", async () => {
    const [users, versions] = [1_500, 8];
    await keepStatistics("user_version");
    const state = (user_no: number, from: number) => {
      const to_seq = from + 10 > 10 * versions ? OPEN_SEQ : from + 10;
      return { tenant_no: 1, user_no, from_seq: from, to_seq, city: "Ulm" };
    };
    const numbers = Array.from({ length: users }, (_, n) => n + 1);
    for (let version = 0; version < versions; version += 1) {
      const rows = numbers.map((user_no) => state(user_no, 1 + 10 * version));
      for (let start = 0; start < users; start += 500) await insert("user_version", rows.slice(start, start + 500));
    }
    const people = numbers.map((user_no) => ({ tenant_no: 1, user_no, entra_id: entraId(user_no), hash_seq: 1 }));
    for (let start = 0; start < users; start += 500) await insert("person", people.slice(start, start + 500));

    for (const seq of [1, 5 * versions, 10 * versions]) {
      for (const backward of [false, true]) {
        const set = { pins: [{ tenantNo: 1, seq }], filter: null, skuNo: () => undefined };
        const page = { order: [], key: null, backward, limit: 51 };
        const { answer, read, plan } = await costOf("user_version", (from) => from.users.page(set, page));

        expect(answer.map(({ userNo }) => userNo)).toEqual(
          numbers.slice(0, 51).map((n) => (backward ? users + 1 - n : n)),
        );
        expect(read).toBeLessThan(51 * (versions + 5));
        if (plan !== null) expect(plan).not.toMatch(/TEMP B-TREE/);
      }
    }
  });

  interface Counted {
    readonly assignments: number;
  }

  /** Rows a server read for an answer; the embedded database counts none, but says how it looks for them. */
  async function costOf<T>(table: string, work: (reads: Reads) => Promise<T>) {
    const noted: string[] = [];
    return notingDatabase(database, noted).read(async (session) => {
      const before = await rowsRead(session);
      const answer = await work(reads(session));
      const read = (await rowsRead(session)) - before;
      const [statement = ""] = noted.filter((sql) => sql.includes(table));
      return { answer, read, plan: name === "embedded" ? planOf(statement) : null };
    });
  }

  /** A server goes on believing what it knows of the table now: that it is empty. */
  async function keepStatistics(table: string): Promise<void> {
    if (name === "embedded") return;
    await database.source.query(`ALTER TABLE ${table} STATS_PERSISTENT = 1, STATS_AUTO_RECALC = 0`);
    await database.source.query(`ANALYZE TABLE ${table}`);
  }

  async function rowsRead(session: Session): Promise<number> {
    if (name === "embedded") return 0;
    const rows = await session.rows<{ Value: string }>("SHOW SESSION STATUS LIKE 'Handler_read%'");
    return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
  }

  /** On a connection of its own: one that has explained a statement keeps the database open for half a minute. */
  function planOf(sql: string): string {
    const connection = new Libsql(fresh.url.slice("file:".length));
    const parameters = Array.from(sql.matchAll(/\?/g), () => 1);
    const plan = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(parameters) as { detail: string }[];
    connection.close();
    return plan.map(({ detail }) => detail).join("\n");
  }

  it("kept by an earlier build are split where a block begins, and answer as before", async () => {
    const before = database.source.migrations.findIndex((migration) => migration.name === MIGRATION);
    for (let left = database.source.migrations.length; left > before; left -= 1) {
      await database.source.undoLastMigration();
    }
    const complete = 3 * BLOCK + 2;
    const counts: Count[] = [
      { tenant: 1, value: 1, from: 1, to: OPEN_SEQ },
      { tenant: 1, value: 2, from: 5, to: BLOCK },
      { tenant: 1, value: 2, from: BLOCK, to: BLOCK + 1 },
      { tenant: 1, value: 3, from: BLOCK - 1, to: 2 * BLOCK + 1 },
      { tenant: 1, value: 4, from: BLOCK + 3, to: complete + BLOCK }, // closed, and not completed, by a run that died
      { tenant: 1, value: 4, from: complete + BLOCK, to: OPEN_SEQ },
      { tenant: 2, value: 1, from: 2, to: OPEN_SEQ },
    ];
    await insert(
      "tenant",
      [1, 2].map((no) => tenantRow(no, no === 1 ? complete : 2)),
    );
    await insert(
      "group_count",
      counts.map(({ tenant, value, from, to }) => ({
        ...{ tenant_no: tenant, dimension: DEPARTMENT, value_no: value, sku_no: 1, from_seq: from, to_seq: to },
        assignments: 10 * from + value,
      })),
    );

    await migrate(database);

    for (const tenant of [1, 2]) {
      for (let seq = 1; seq <= (tenant === 1 ? complete : 2); seq += 1) {
        const alive = counts.filter((count) => count.tenant === tenant && count.from <= seq && seq < count.to);
        const told = await database.read((session) => QUESTIONS["the day"]!(reads(session), [tenant], seq));
        expect([seq, told.map(({ assignments }) => assignments).sort()]).toEqual([
          seq,
          alive.map(({ from, value }) => 10 * from + value).sort(),
        ]);
      }
    }
    const [open] = await database.read((session) =>
      session.rows(`SELECT COUNT(*) AS open FROM group_count WHERE to_seq = ${OPEN_SEQ}`),
    );
    expect(open).toEqual({ open: 3 });
  });

  function entraId(n: number): Buffer {
    const id = Buffer.alloc(16);
    id.writeUInt32BE(n);
    return id;
  }

  function tenantRow(no: number, complete_seq: number): Row {
    const life = {
      next_seq: complete_seq + 100,
      next_user_no: 1,
      content_epoch: 0,
      lease_until: 0,
      fence: 0,
      write_no: 0,
    };
    const entra_tenant_id = `00000000-0000-4000-8000-00000000000${no}`;
    return { tenant_no: no, entra_tenant_id, name: `${no}`, state: "ACTIVE", complete_seq, ...life };
  }
});

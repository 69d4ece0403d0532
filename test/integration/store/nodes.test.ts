import { inspect } from "node:util";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { MigratableDatabase } from "../../../src/store/database.js";
import { CommitFailed } from "../../../src/store/driver-error.js";
import { openServer } from "../../../src/store/server-database.js";
import { SERVER_LIMITS, type ServerLimits } from "../../../src/store/server-limits.js";
import { FakeNode } from "../../support/databases/fake-node.js";

const QUICK: ServerLimits = { ...SERVER_LIMITS, patienceMs: 1_500, askMs: 500, statementMs: 600, connectMs: 1_000 };
const READ_ONLY = { read_only: "ON", super_read_only: "ON" };
const GROUP = { read_only: "OFF", super_read_only: "OFF", group_replication_group_name: "a-group" };

describe("a database of several nodes", () => {
  const started: FakeNode[] = [];
  let database: MigratableDatabase | undefined;

  afterEach(async () => {
    await database?.close();
    database = undefined;
    await Promise.all(started.splice(0).map((node) => node.stop()));
  });

  async function nodes(count: number): Promise<FakeNode[]> {
    const fresh = await Promise.all(Array.from({ length: count }, () => FakeNode.start()));
    started.push(...fresh);
    return fresh;
  }

  function url(of: readonly FakeNode[]): string {
    return `mysql://user:p%40ss@${of.map((node) => node.host).join(",")}/db`;
  }

  async function open(of: readonly FakeNode[], replicas: readonly FakeNode[] = [], limits: Partial<ServerLimits> = {}) {
    const readUrl = replicas.length === 0 ? null : url(replicas);
    return (database = await openServer(url(of), readUrl, { ...QUICK, ...limits }));
  }

  const write = () => (database as MigratableDatabase).transaction((session) => session.run("UPDATE one"));
  const ask = () => (database as MigratableDatabase).reader.read((session) => session.rows("SELECT one"));
  const wrote = (node?: FakeNode) => (node?.statements ?? []).filter((sql) => sql === "UPDATE one").length;
  const answered = (node?: FakeNode) => (node?.statements ?? []).filter((sql) => sql === "SELECT one").length;

  it.each([
    ["is read-only", (node: FakeNode) => (node.variables = READ_ONLY)],
    ["is not there", (node: FakeNode) => node.stop()],
    ["does not answer", async (node: FakeNode) => void (node.isMute = true)],
    [
      "is a secondary of its group",
      (node: FakeNode) => {
        node.variables = GROUP;
        node.members = [{ own: 1, state: "ONLINE", role: "SECONDARY" }];
      },
    ],
    [
      "has lost the majority of its group",
      (node: FakeNode) => {
        node.variables = GROUP;
        node.members = [
          { own: 1, state: "ONLINE", role: "PRIMARY" },
          ...[1, 2].map(() => ({ own: 0, state: "UNREACHABLE", role: "SECONDARY" })),
        ];
      },
    ],
    [
      "was expelled from its group",
      (node: FakeNode) => {
        node.variables = GROUP;
        node.members = [{ own: 1, state: "ERROR", role: "" }];
      },
    ],
    [
      "has no quorum in Galera",
      (node: FakeNode) => {
        node.variables = { wsrep_on: "ON" };
        node.status = { wsrep_ready: "OFF", wsrep_cluster_status: "non-Primary" };
      },
    ],
  ] as readonly (readonly [string, (node: FakeNode) => unknown])[])(
    "is written on the second node when the first one %s",
    async (_, spoil) => {
      const [first, second] = (await nodes(2)) as [FakeNode, FakeNode];
      await spoil(first);
      await open([first, second]);

      await write();

      expect([wrote(first), wrote(second)]).toEqual([0, 1]);
    },
  );

  it("takes the primary of a group and the first of several writable nodes", async () => {
    const [first, second, third] = (await nodes(3)) as [FakeNode, FakeNode, FakeNode];
    for (const node of [first, second, third]) node.variables = GROUP;
    first.members = [{ own: 1, state: "ONLINE", role: "SECONDARY" }];
    for (const node of [second, third]) node.members = [{ own: 1, state: "ONLINE", role: "PRIMARY" }];
    await open([first, second, third]);

    await write();

    expect([wrote(first), wrote(second), wrote(third)]).toEqual([0, 1, 0]);
  });

  it.each([1290, 1836, 1047])("asks again after %d, and writes on the node that takes writes now", async (errno) => {
    const [first, second] = (await nodes(2)) as [FakeNode, FakeNode];
    second.variables = READ_ONLY;
    await open([first, second]);
    await write();
    first.answer = () => errno;
    first.variables = READ_ONLY;
    second.variables = { read_only: "OFF", super_read_only: "OFF" };

    await expect(write()).rejects.toMatchObject({ errno });
    await write();

    expect(wrote(second)).toBe(1);
  });

  it("waits for a node that takes writes while there is none", async () => {
    const [only] = (await nodes(1)) as [FakeNode];
    only.variables = READ_ONLY;
    await open([only]);

    const written = write();
    setTimeout(() => (only.variables = { read_only: "OFF" }), 400);

    await written;
    expect(wrote(only)).toBe(1);
  });

  it("gives up in the end, naming each node and what it said, but no user and no password", async () => {
    const [first, second] = (await nodes(2)) as [FakeNode, FakeNode];
    await open([first, second]);
    first.variables = READ_ONLY;
    await second.stop();
    first.answer = () => 1290;
    await write().catch(() => {});

    const error = await write().catch((cause: unknown) => cause as Error & { code: string });

    expect(error).toMatchObject({ code: "DATABASE_UNAVAILABLE" });
    expect(String(error)).toContain(`${first.host} is read-only; ${second.host} does not answer (`);
    expect(String(error)).not.toMatch(/user|p@ss|p%40ss/);
  });

  it("gives up a COMMIT that gets no answer, and says that nobody knows", async () => {
    const [first, second] = (await nodes(2)) as [FakeNode, FakeNode];
    await open([first, second]);
    first.answer = (sql) => (sql === "COMMIT" ? "silence" : []);

    await expect(write()).rejects.toBeInstanceOf(CommitFailed);

    first.variables = READ_ONLY;
    await write();
    expect([wrote(first), wrote(second)]).toEqual([1, 1]);
  });

  it("closes the connection of a statement that got no answer: the answer might still come", async () => {
    const [only] = (await nodes(1)) as [FakeNode];
    await open([only], [], { connections: 1 });
    only.answer = (sql) => (sql === "UPDATE one" ? "silence" : [{ one: 1 }]);

    await expect(write()).rejects.toMatchObject({ code: "PROTOCOL_SEQUENCE_TIMEOUT" });

    only.answer = () => [{ one: 2 }];
    expect(await ask()).toEqual([{ one: "2" }]);
  });

  it("refuses at once what would wait behind a full queue, and in time what waits in it", async () => {
    const [only] = (await nodes(1)) as [FakeNode];
    await open([only], [], { connections: 1, queue: 1, acquireMs: 100, statementMs: 3_000 });
    await write();
    only.answer = (sql) => (sql === "UPDATE one" ? "silence" : []);

    const outcomes = await Promise.allSettled([write(), write(), write()]);

    const busy = { code: "DATABASE_UNAVAILABLE", message: `no connection to ${only.host} became free in time` };
    expect(outcomes.map((outcome) => (outcome as PromiseRejectedResult).reason as unknown)).toMatchObject([
      {},
      busy,
      busy,
    ]);
  }, 20_000);

  it("reads again when a connection broke under the question", async () => {
    const [only] = (await nodes(1)) as [FakeNode];
    await open([only]);
    let broken = 0;
    only.answer = (sql) => (sql === "SELECT one" && ++broken === 1 ? "hang-up" : [{ one: 1 }]);

    const rows = await (database as MigratableDatabase).read((session) => session.rows("SELECT one"));

    expect(rows).toEqual([{ one: "1" }]);
  });

  it("keeps the values of a failed statement out of its error, which may end in a log", async () => {
    const [only] = (await nodes(1)) as [FakeNode];
    const opened = await open([only]);
    only.answer = (sql) => (sql.startsWith("UPDATE") ? 1064 : []);

    const failed = opened.transaction((session) => session.run("UPDATE one SET name = ?", ["Anna Sample"]));

    const error = await failed.catch((cause: unknown) => cause as Error);
    expect(error).toMatchObject({ errno: 1064 });
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain("Anna");
  });

  it("tells each session what its server knows: to be no older than the cluster, and not to wait long for a lock", async () => {
    const [plain, group] = (await nodes(2)) as [FakeNode, FakeNode];
    group.sessionVariables = ["innodb_lock_wait_timeout", "group_replication_consistency"];
    await open([plain]);
    await write();
    await (database as MigratableDatabase).close();

    await open([group]);
    await write();

    expect(plain.statements).toContain("SET SESSION innodb_lock_wait_timeout = 20");
    expect(group.statements).toContain(
      "SET SESSION innodb_lock_wait_timeout = 20, SESSION group_replication_consistency = 'BEFORE'",
    );
  });

  describe("with replicas", () => {
    it("asks the replicas in turn and writes on the primary", async () => {
      const [primary, one, two] = (await nodes(3)) as [FakeNode, FakeNode, FakeNode];
      for (const node of [one, two]) node.variables = READ_ONLY;
      await open([primary], [one, two]);

      for (let n = 0; n < 4; n += 1) await ask();
      await write();

      expect([primary, one, two].map(answered)).toEqual([0, 2, 2]);
      expect([primary, one, two].map(wrote)).toEqual([1, 0, 0]);
    });

    it("asks another replica when one is gone, and the primary when all are", async () => {
      const [primary, one, two] = (await nodes(3)) as [FakeNode, FakeNode, FakeNode];
      await open([primary], [one, two]);
      await one.stop();
      for (let n = 0; n < 3; n += 1) await ask();
      expect([primary, two].map(answered)).toEqual([0, 3]);

      await two.stop();
      for (let n = 0; n < 3; n += 1) await ask();

      expect(answered(primary)).toBe(3);
    });

    it("asks no replica that its cluster has expelled", async () => {
      const [primary, expelled] = (await nodes(2)) as [FakeNode, FakeNode];
      expelled.variables = GROUP;
      expelled.members = [{ own: 1, state: "ERROR", role: "" }];
      await open([primary], [expelled]);

      await ask();

      expect([primary, expelled].map(answered)).toEqual([1, 0]);
    });

    it("still answers on a replica while no node takes writes, and on a read-only node alone", async () => {
      const [primary, replica] = (await nodes(2)) as [FakeNode, FakeNode];
      primary.variables = READ_ONLY;
      await open([primary], [replica]);
      await replica.stop();

      await ask();

      expect(answered(primary)).toBe(1);
    });

    it("says DATABASE_UNAVAILABLE when nobody answers", async () => {
      const [primary, replica] = (await nodes(2)) as [FakeNode, FakeNode];
      await open([primary], [replica]);
      await Promise.all([primary.stop(), replica.stop()]);

      await expect(ask()).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
    });
  });
});

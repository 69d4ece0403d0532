import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { Database, Session } from "../../../src/store/database.js";
import { dialectOf } from "../../../src/store/dialect.js";
import { CommitFailed } from "../../../src/store/driver-error.js";
import { alone } from "../../../src/store/in-transaction.js";
import { retriedStatement, retriedTransaction } from "../../../src/store/write/retried-transaction.js";
import { withinSeconds } from "./within-seconds.js";

function error(errno: number): Error {
  return Object.assign(new Error(`error ${errno}`), { driverError: { errno } });
}

/** A database whose transactions fail as told, one after the other, then succeed. */
function failing(failures: Error[], session = undefined as unknown as Session): Database & { attempts: number } {
  return {
    dialect: dialectOf("mysql"),
    attempts: 0,
    read: () => Promise.reject(new Error("nobody reads here")),
    async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
      this.attempts += 1;
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      return work(session);
    },
    close: async () => {},
  };
}

const work = async () => "done";

function retried(...given: Parameters<typeof retriedTransaction<string>>): Promise<string> {
  return withinSeconds(20, retriedTransaction(...given));
}

beforeEach(() => void jest.useFakeTimers());

afterEach(() => void jest.useRealTimers());

describe("a transaction without a lease", () => {
  it.each([1213, 1205, 3101, 2013, 1290, 1047])("is repeated after %d before COMMIT", async (errno) => {
    const database = failing([error(errno)]);

    expect(await retried(database, work)).toBe("done");
    expect(database.attempts).toBe(2);
  });

  it("is not repeated when nobody knows whether COMMIT was applied", async () => {
    const database = failing([new CommitFailed(error(2013))]);

    await expect(retried(database, work)).rejects.toThrow(CommitFailed);
    expect(database.attempts).toBe(1);
  });

  it("is repeated then if it may be applied twice", async () => {
    const database = failing([new CommitFailed(error(2013))]);

    expect(await retried(database, work, { repeatable: true })).toBe("done");
  });

  it("is repeated when COMMIT was refused", async () => {
    expect(await retried(failing([new CommitFailed(error(1213))]), work)).toBe("done");
  });

  it("is given up after the fourth lost connection, the eighth deadlock, and at once after what would fail again", async () => {
    const lost = failing(Array.from({ length: 9 }, () => error(2013)));
    const deadlocked = failing(Array.from({ length: 9 }, () => error(1213)));
    const wrong = failing([error(1064)]);

    await Promise.all([lost, deadlocked, wrong].map((each) => expect(retried(each, work)).rejects.toThrow()));

    expect([lost, deadlocked, wrong].map((each) => each.attempts)).toEqual([4, 8, 1]);
  });
});

describe("a statement that is a transaction by itself", () => {
  const failingSession = (cause: Error): Session => ({
    rows: () => Promise.reject(cause),
    run: () => Promise.reject(cause),
  });
  const run = (session: Session) => session.run("UPDATE one SET name = ?");

  it.each([2013, 1290, 1047])("may have been applied when it ended in %d", async (errno) => {
    await expect(alone(failingSession(error(errno)), run)).rejects.toThrow(CommitFailed);
  });

  it.each([1213, 1062])("was not applied when the server refused it with %d", async (errno) => {
    const refusal = error(errno);

    await expect(alone(failingSession(refusal), run)).rejects.toBe(refusal);
  });

  it("is said again when nobody knows whether it was applied", async () => {
    const said: string[] = [];
    const session = { run: async (sql: string) => said.push(sql) } as unknown as Session;
    const database = failing([new CommitFailed(error(2013)), error(1213)], session);

    expect(await withinSeconds(20, retriedStatement(database, "UPDATE one", []))).toBe(1);
    expect([database.attempts, said]).toEqual([3, ["UPDATE one"]]);
  });
});

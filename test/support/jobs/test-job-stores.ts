import { randomBytes } from "node:crypto";
import { describe } from "@jest/globals";
import { MongoClient } from "mongodb";
import { areServicesRequired } from "../../../scripts/checks/required.mjs";
import { migrate, openDatabase } from "../../../src/store/data-source.js";
import { type FreshDatabase, testDatabaseUrls } from "../databases/test-database.js";
import type { JobPlace } from "./job-place.js";

/** An empty job store of one's own, and what a test does to it from outside. */
export interface FreshJobs {
  readonly place: JobPlace;
  /** Everything that is stored, as text. */
  readonly dump: () => Promise<string>;
  /** Removes every job, as somebody might who empties the store. */
  readonly empty: () => Promise<void>;
  /** Makes every lock run out now. */
  readonly expireLocks: () => Promise<void>;
  readonly drop: () => Promise<void>;
}

/** The same tests on every job store of this run; the one over MongoDB's protocol is a laptop's exception, never CI's or the gate's. */
export function describeEachJobStore(title: string, tests: (create: () => Promise<FreshJobs>) => void): void {
  for (const { name, create } of testDatabaseUrls()) {
    describe(`${title} (${name})`, () => tests(async () => freshTable(await create())));
  }
  const server = process.env.TEST_MONGODB_URL;
  if (server) describe(`${title} (mongodb)`, () => tests(() => freshCollection(server)));
  else tellMissingMongodb();
}

/** A database whose nights keep their jobs in it, or where there are `jobs` in these. */
export interface NightPlace extends FreshDatabase {
  readonly jobs?: FreshJobs;
}

interface NamedPlace {
  readonly name: string;
  readonly create: () => Promise<NightPlace>;
}

/** Where the jobs of a night are kept: in each database, and once in MongoDB beside the first of these. */
export function nightPlaces(databases: readonly NamedPlace[] = testDatabaseUrls()): NamedPlace[] {
  const server = process.env.TEST_MONGODB_URL;
  if (!server) tellMissingMongodb();
  const [first] = databases;
  if (!server || first === undefined) return [...databases];
  return [...databases, { name: `${first.name}, jobs in MongoDB`, create: () => besideMongodb(first.create, server) }];
}

/** The same nights on every one of them, each in a `describe` that names it. */
export function describeEachNightPlace(
  title: string,
  tests: (create: () => Promise<NightPlace>, name: string) => void,
): void {
  for (const { name, create } of nightPlaces()) describe(`${title} (${name})`, () => tests(create, name));
}

/** The same of one database alone, a server where there is one, with its jobs in it and in MongoDB: for nights that take long. */
export function describeEachJobPlace(
  title: string,
  tests: (create: () => Promise<NightPlace>, name: string) => void,
): void {
  const databases = testDatabaseUrls();
  const one = databases.find(({ name }) => name === "mysql") ?? databases[0];
  for (const { name, create } of nightPlaces(one && [one])) describe(`${title} (${name})`, () => tests(create, name));
}

async function besideMongodb(create: () => Promise<NightPlace>, server: string): Promise<NightPlace> {
  const [fresh, jobs] = [await create(), await freshCollection(server)];
  return {
    url: fresh.url,
    jobs,
    drop: async () => {
      await jobs.drop();
      await fresh.drop();
    },
  };
}

async function freshTable(fresh: FreshDatabase): Promise<FreshJobs> {
  const database = await openDatabase(fresh.url);
  await migrate(database);
  const run = (sql: string) => database.transaction((session) => session.run(sql));
  return {
    place: { kind: "sql", url: fresh.url },
    dump: () =>
      database.read(async (session) => JSON.stringify(await session.rows("SELECT name, job_key, data FROM job"))),
    empty: async () => void (await run("DELETE FROM job")),
    expireLocks: async () => void (await run("UPDATE job SET due_at = 1 WHERE claim IS NOT NULL")),
    drop: async () => {
      await database.close();
      await fresh.drop();
    },
  };
}

/** A Mongo database of one's own; also for tests of MongoDB alone. */
export async function freshCollection(server: string): Promise<FreshJobs> {
  const url = new URL(server);
  url.pathname = `/test_${randomBytes(8).toString("hex")}`;
  const client = await MongoClient.connect(url.href);
  const jobs = client.db().collection("job");
  return {
    place: { kind: "mongo", url: url.href },
    dump: async () => JSON.stringify(await jobs.find({}).toArray()),
    empty: async () => void (await jobs.deleteMany({})),
    expireLocks: async () =>
      void (await jobs.updateMany({ lockedAt: { $ne: null } }, { $set: { lockedAt: new Date(1) } })),
    drop: async () => {
      await client.db().dropDatabase();
      await client.close();
    },
  };
}

function tellMissingMongodb(): void {
  if (areServicesRequired()) throw new Error("TEST_MONGODB_URL is not set: run `npm test`, which starts a server.");
  if (process.env.TEST_DATABASES_TOLD) return;
  process.stderr.write("!!! NO MONGODB: jobs are tested on SQL alone. `npm test` starts a server. !!!\n");
}

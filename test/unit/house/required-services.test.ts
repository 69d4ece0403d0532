import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { tellDatabases } from "../../../scripts/checks/required.mjs";
import { startOrSkip } from "../../support/cluster/start-cluster.js";
import { testDatabaseUrls } from "../../support/databases/test-database.js";
import { nightPlaces } from "../../support/jobs/test-job-stores.js";

const WHERE_REQUIRED = ["CI", "TEST_GATE"] as const;
const NAMES = [...WHERE_REQUIRED, "TEST_MYSQL_URL", "TEST_MONGODB_URL", "TEST_DATABASES_TOLD"] as const;
const LACKING = { servers: [], problems: ["MySQL could not be had"] };
const failing = () => Promise.reject<{ stop: () => Promise<void> }>(new Error("no such program"));

describe("a service that the tests cannot have", () => {
  const before = new Map(NAMES.map((name) => [name, process.env[name]]));

  beforeEach(() => {
    for (const name of NAMES) delete process.env[name];
    process.env.TEST_DATABASES_TOLD = "1";
  });

  afterEach(() => {
    jest.restoreAllMocks();
    for (const [name, value] of before) {
      delete process.env[name];
      if (value !== undefined) process.env[name] = value;
    }
  });

  it.each(WHERE_REQUIRED)("fails the run where %s is set", async (name) => {
    process.env[name] = "1";

    expect(() => tellDatabases(LACKING)).toThrow("MySQL could not be had");
    expect(() => testDatabaseUrls()).toThrow("TEST_MYSQL_URL");
    expect(() => nightPlaces([])).toThrow("TEST_MONGODB_URL");
    await expect(startOrSkip(failing)).rejects.toThrow("no such program");
  });

  it("has its tests skipped on a laptop, which is told", async () => {
    const told = [
      jest.spyOn(console, "error").mockReturnValue(),
      jest.spyOn(process.stderr, "write").mockReturnValue(true),
    ];

    expect(() => tellDatabases(LACKING)).not.toThrow();
    expect(testDatabaseUrls().map(({ name }) => name)).not.toContain("mysql");
    expect(nightPlaces([])).toEqual([]);
    expect((await startOrSkip(failing)).describeCluster).not.toBe(describe);

    expect(told.map(({ mock }) => String(mock.lastCall))).toEqual([
      expect.stringContaining("SKIPPED"),
      expect.stringContaining("SKIPPED"),
    ]);
  });
});

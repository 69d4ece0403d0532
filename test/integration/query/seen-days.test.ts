import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { DirectoryUser } from "../../../src/model/directory-user.js";
import { USER_TEXT_FIELDS } from "../../../src/model/imported-fields.js";
import { createReadStore, type ReadStore } from "../../../src/store/read/read-store.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import {
  addTenant,
  importDay,
  openWorkbench,
  writerOf,
  type Workbench,
} from "../../support/import/import-workbench.js";
import { idOf } from "../../support/naive/random-directory.js";

function person(index: number): DirectoryUser {
  const attributes = Object.fromEntries(USER_TEXT_FIELDS.map((field) => [field, null]));
  return {
    id: idOf("user", index),
    attributes: attributes as DirectoryUser["attributes"],
    extensionAttributes: Array<null>(15).fill(null),
    managerId: null,
    licenses: [],
  };
}

const STAFF = Array.from({ length: 30 }, (_, index) => person(index + 1));
const [RETURNED, GUEST, MISTAKE, HELD_ONLY] = [person(101), person(102), person(103), person(104)];

describeEachDatabase("the days that saw somebody", (create) => {
  let bench: Workbench;
  let store: ReadStore;
  let tenantNo: number;
  beforeAll(async () => {
    bench = await openWorkbench(create);
    const tenant = await addTenant(bench.database);
    tenantNo = tenant.tenantNo;
    store = createReadStore(bench.database);
    const read = async (day: string, users: readonly DirectoryUser[], again: string | null = null) => {
      const asked = { tenantId: tenant.tenantId, day, copy: { users, skus: [] }, again };
      return (await importDay({ snapshots: writerOf(bench.database), ...asked })).kind;
    };
    expect(await read("2026-03-01", [...STAFF, GUEST])).toBe("sealed");
    expect(await read("2026-03-02", STAFF)).toBe("sealed");
    expect(await read("2026-03-03", [...STAFF.slice(0, 8), RETURNED, GUEST, HELD_ONLY])).toBe("held");
    expect(await read("2026-03-04", STAFF)).toBe("sealed");
    expect(await read("2026-03-05", [...STAFF, MISTAKE])).toBe("sealed");
    expect(await read("2026-03-05", STAFF, "a mistake")).toBe("sealed");
    expect(await read("2026-03-06", [...STAFF, RETURNED])).toBe("sealed");
  });
  afterAll(() => bench.close());

  const ids = [STAFF[0]!, STAFF[20]!, RETURNED, GUEST, MISTAKE, HELD_ONLY].map(({ id }) => id);
  const asked = () => ids.map((entraId) => ({ tenantNo, entraId }));

  it("are those of its sealed days in their last revision, not of held days or earlier revisions", async () => {
    const people = await store.read((reads) => reads.people.find(asked()));

    const found = people.map(
      ({ entraId, firstSeen, lastSeen }) => [ids.indexOf(entraId), firstSeen, lastSeen] as const,
    );
    expect(found.sort(([a], [b]) => a - b)).toEqual([
      [0, "2026-03-01", "2026-03-06"],
      [1, "2026-03-01", "2026-03-06"],
      [2, "2026-03-06", "2026-03-06"],
      [3, "2026-03-01", "2026-03-01"],
    ]);
  });

  it("are none for who does not exist", async () => {
    const existing = await store.read((reads) => reads.people.existing(asked()));

    expect(existing.map(({ entraId }) => ids.indexOf(entraId)).sort()).toEqual([0, 1, 2, 3]);
  });
});

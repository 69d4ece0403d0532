import { describe, expect, it } from "@jest/globals";
import { onDay } from "../../../simulator/world/directory.js";
import { dayNumber } from "../../../simulator/world/day.js";
import { readPage } from "../../../simulator/world/listing.js";
import { aDirectory, days, fingerprint, peopleOf } from "./a-directory.js";

const QUARTER = days("2026-08-01", 90);

describe("the people of a tenant", () => {
  it("are the same whenever and in whatever order they are asked for", () => {
    const first = [...peopleOf(aDirectory(), "2026-09-01").values()];
    peopleOf(aDirectory(), "2026-10-01");

    const again = [...peopleOf(aDirectory(), "2026-09-01").values()];

    expect(again).toEqual(first);
  });

  it.each(["2026-02-30", "2026-2-3", "today"])("are asked for on no such day as %s", (day) => {
    expect(() => dayNumber(day)).toThrow(`not a day (YYYY-MM-DD): ${day}`);
  });

  it("differ from seed to seed and from tenant to tenant", () => {
    const ids = (changes: object) => new Set(peopleOf(aDirectory(changes), "2026-09-01").keys());

    const here = ids({});

    expect([...ids({ seed: 2 })].filter((id) => here.has(id))).toEqual([]);
    expect([...ids({ tenantId: "22222222-2222-4222-8222-222222222222" })].filter((id) => here.has(id))).toEqual([]);
  });

  it("are about as many as were asked for, each with an id and an address of their own", () => {
    for (const users of [10, 60, 3000]) {
      const people = [...peopleOf(aDirectory({ users }), "2026-09-01").values()];

      expect(Math.abs(people.length - users)).toBeLessThanOrEqual(Math.max(2, users * 0.05));
      expect(new Set(people.map((user) => user.userPrincipalName)).size).toBe(people.length);
    }
  });

  it("change by about one in a hundred a day at the median, and less at weekends", () => {
    const directory = aDirectory({ users: 600 });
    const snapshots = QUARTER.slice(0, 22).map((day) => peopleOf(directory, day));

    const rates = snapshots.slice(1).map((now, i) => changed(snapshots[i] ?? now, now) / now.size);

    const median = [...rates].sort((a, b) => a - b)[10] ?? 0;
    expect(median).toBeGreaterThan(0.006);
    expect(median).toBeLessThan(0.015);
    // 2026-08-01 is a Saturday, so the first step leads to a Sunday.
    expect(rates[0]).toBeLessThan(median);
  });

  it("stay as they are with a churn of nothing", () => {
    const directory = aDirectory({ churn: 0 });

    const difference = changed(peopleOf(directory, "2026-08-03"), peopleOf(directory, "2026-10-30"));

    expect(difference).toBe(0);
  });

  it("join, leave, and return with the id they had", () => {
    const directory = aDirectory({ users: 500 });
    const seen = QUARTER.filter((_, i) => i % 3 === 0).map((day) => new Set(peopleOf(directory, day).keys()));
    const ever = new Set(seen.flatMap((ids) => [...ids]));

    const courses = [...ever].map((id) => seen.map((ids) => (ids.has(id) ? "x" : "-")).join(""));

    expect(courses.some((course) => /^-+x+$/.test(course))).toBe(true);
    expect(courses.some((course) => /^x+-+$/.test(course))).toBe(true);
    expect(courses.filter((course) => /x-+x/.test(course)).length).toBeGreaterThan(2);
  });

  it("move department and manager, change names, and gain and lose licenses", () => {
    const directory = aDirectory({ users: 3000 });
    const before = peopleOf(directory, "2026-08-03");
    const after = peopleOf(directory, "2026-10-30");

    const both = [...before.values()].flatMap((old) => {
      const now = after.get(old.id);
      return now ? [{ old, now }] : [];
    });

    const moved = (of: (user: (typeof both)[number]["old"]) => unknown) =>
      both.filter(({ old, now }) => of(old) !== of(now)).length;
    expect(moved((user) => user.department)).toBeGreaterThan(50);
    expect(moved((user) => user.manager?.id)).toBeGreaterThan(50);
    expect(moved((user) => user.surname)).toBeGreaterThan(5);
    expect(
      moved((user) =>
        user.assignedLicenses
          .map((l) => l.skuId)
          .sort()
          .join(),
      ),
    ).toBeGreaterThan(50);
  });
});

describe("a page", () => {
  it("of day 300 of a million people looks at no more places than it has people, give or take the empty ones", () => {
    const directory = aDirectory({ users: 1_000_000 });
    const at = onDay(directory, "2026-10-28");

    const page = readPage(at, { position: 500_000, size: 100, listingDay: at.day, keep: 1 });

    expect(page.people).toHaveLength(100);
    expect((page.next ?? 0) - 500_000).toBeLessThan(130);
  });

  it("starts elsewhere the next day", () => {
    const directory = aDirectory();

    const [today, tomorrow] = ["2026-09-01", "2026-09-02"].map((day) => [...peopleOf(directory, day).keys()]);

    expect(today?.slice(0, 10)).not.toEqual(tomorrow?.slice(0, 10));
  });

  it("can leave a share of the people out", () => {
    const directory = aDirectory({ users: 3000 });
    const at = onDay(directory, "2026-09-01");
    const all = readPage(at, { position: 0, size: 10_000, listingDay: at.day, keep: 1 });

    const half = readPage(at, { position: 0, size: 10_000, listingDay: at.day, keep: 0.5 });

    expect(half.people.length / all.people.length).toBeCloseTo(0.5, 1);
  });
});

function changed(before: ReturnType<typeof peopleOf>, after: ReturnType<typeof peopleOf>): number {
  const left = [...before.keys()].filter((id) => !after.has(id)).length;
  const different = [...after.values()].filter((user) => {
    const old = before.get(user.id);
    return !old || fingerprint(old) !== fingerprint(user);
  });
  return left + different.length;
}

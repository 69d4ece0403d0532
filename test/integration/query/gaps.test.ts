import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { ALL_TENANTS } from "../../../src/model/tenant.js";
import type { GapPolicy } from "../../../src/query/inputs.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { guid } from "./seed-tenant.js";
import { ALPHA, BETA, BEN, CARA, createWorld, day, E5, F1, GAMMA, HELD_ONLY, type World } from "./three-tenants.js";

const MISSING_DAY = day("2026-03-03");
const EVERYTHING = { licenses: true, totalCount: true };

describeEachDatabase("three tenants, one without the day", (create) => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld(create);
  });
  afterAll(() => world.close());

  const lacking = {
    code: "SNAPSHOT_NOT_FOUND",
    details: {
      date: MISSING_DAY,
      tenantCount: 1,
      tenants: [{ tenantId: GAMMA, state: "FAILED", nearestBefore: "2026-03-02", nearestAfter: null }],
    },
  };
  const licensesAt = (onGap: GapPolicy, maxAgeDays?: number) =>
    world.questions.licenses(ALL_TENANTS, {
      at: MISSING_DAY,
      onGap,
      groupBy: [{ by: "TENANT" }],
      ...(maxAgeDays === undefined ? {} : { maxAgeDays }),
    });
  const usersAt = (onGap: GapPolicy) => world.questions.users(ALL_TENANTS, { at: MISSING_DAY, onGap }, EVERYTHING);
  const compareFrom = (onGap: GapPolicy) =>
    world.questions.compare(ALL_TENANTS, {
      from: day("2026-03-02"),
      to: MISSING_DAY,
      onGap,
      groupBy: [{ by: "TENANT" }, { by: "SKU" }],
    });

  it("fails under EXACT for licenses, users and compare", async () => {
    await expect(licensesAt("EXACT")).rejects.toMatchObject(lacking);
    await expect(usersAt("EXACT")).rejects.toMatchObject(lacking);
    await expect(compareFrom("EXACT")).rejects.toMatchObject(lacking);
  });

  it("tells the nearest days beside when one tenant is in question", async () => {
    const asked = world.questions.licenses(ALL_TENANTS, { at: MISSING_DAY, tenantIds: [GAMMA] });

    await expect(asked).rejects.toMatchObject({ details: { nearestBefore: "2026-03-02", nearestAfter: null } });
  });

  it("leaves the tenant out under OMIT and says so", async () => {
    const position = await licensesAt("OMIT");

    expect(position.asOf).toMatchObject({ exact: true, complete: false, tenantCount: 2, ageDays: 1 });
    expect(position.asOf.gaps).toMatchObject([
      { tenantId: GAMMA, state: "FAILED", reason: { code: "CONSENT_MISSING" }, snapshot: null },
    ]);
    expect(position.rows.map((row) => row.key[0]?.value)).toEqual([ALPHA, BETA]);
  });

  it("takes the nearest earlier day under PREVIOUS, within the age allowed", async () => {
    const position = await licensesAt("PREVIOUS");
    const tooOld = await licensesAt("PREVIOUS", 0);

    expect(position.asOf).toMatchObject({ exact: false, complete: false, oldest: "2026-03-02", tenantCount: 3 });
    expect(position.asOf.gaps).toEqual([]);
    expect(position.rows.map((row) => row.measures.assignments)).toEqual([3, 2, 2]);
    expect(tooOld.asOf).toMatchObject({ exact: true, complete: false, tenantCount: 2 });
  });

  it("lists the people of the days that answer", async () => {
    const omitted = await usersAt("OMIT");
    const previous = await usersAt("PREVIOUS");

    expect(omitted).toMatchObject({ totalCount: 3, asOf: { tenantCount: 2 } });
    expect(previous.nodes.map((node) => [node.person.tenantId, node.date])).toEqual([
      [ALPHA, MISSING_DAY],
      [ALPHA, MISSING_DAY],
      [BETA, MISSING_DAY],
      [GAMMA, "2026-03-02"],
      [GAMMA, "2026-03-02"],
    ]);
    expect(previous.totalCount).toBe(5);
  });

  it("leaves a tenant out of both sides of a comparison", async () => {
    const { from, to, rows, total } = await compareFrom("OMIT");

    expect([from.tenantCount, to.tenantCount]).toEqual([2, 2]);
    expect(from.gaps).toMatchObject([{ tenantId: GAMMA, state: "PRESENT", date: "2026-03-02" }]);
    expect(rows.map((row) => [row.key[0]?.value, row.key[1]?.value, row.assignments])).toEqual([
      [ALPHA, E5, -1],
      [ALPHA, F1, 1],
      [BETA, E5, 0],
      [BETA, HELD_ONLY, 0],
    ]);
    expect(total.assignments).toBe(0);
    expect(total).toMatchObject({ before: { assignedUsers: 3 }, after: { assignedUsers: 3 } });
  });

  it("compares what PREVIOUS found with the earlier day", async () => {
    const { to, rows } = await compareFrom("PREVIOUS");

    expect(to).toMatchObject({ exact: false, tenantCount: 3, gaps: [] });
    expect(rows.filter((row) => row.key[0]?.value === GAMMA).map((row) => row.assignments)).toEqual([0, 0]);
  });

  it("answers with each tenant's own latest sealed day when no day is named", async () => {
    const { asOf } = await world.questions.licenses(ALL_TENANTS, {});

    expect(asOf).toMatchObject({
      requested: null,
      oldest: "2026-03-02",
      newest: "2026-03-04",
      exact: true,
      ageDays: 2,
    });
    expect(asOf).toMatchObject({ complete: true, tenantCount: 3 });
  });

  it("answers with nothing for no tenants", async () => {
    const page = await world.questions.users(ALL_TENANTS, { at: MISSING_DAY, tenantIds: [] }, EVERYTHING);
    const position = await world.questions.licenses({ kind: "listed", tenantIds: [] }, {});

    expect(page).toMatchObject({ nodes: [], totalCount: 0, asOf: { tenantCount: 0 } });
    expect(position.total.assignments).toBe(0);
  });

  it("tells the state of every day", async () => {
    const range = { from: day("2026-02-28"), to: day("2026-03-04"), tenantIds: [GAMMA] };
    const page = await world.questions.coverage(ALL_TENANTS, range);
    const failed = await world.questions.coverage(ALL_TENANTS, { ...range, states: ["FAILED", "SUSPECT"] });

    expect(page.nodes.map((node) => node.state)).toEqual(["NOT_EXPECTED", "PRESENT", "PRESENT", "FAILED", "SUSPECT"]);
    expect(page.totalCount).toBe(5);
    expect(failed.nodes.map((node) => node.date)).toEqual(["2026-03-03", "2026-03-04"]);
  });

  it("gives the manager who is a person of the tenant, and the bare id of one who is not", async () => {
    const { nodes } = await world.questions.users(
      ALL_TENANTS,
      { at: day("2026-03-01"), tenantIds: [ALPHA] },
      EVERYTHING,
    );

    expect(nodes.map((node) => [node.managerId, node.manager])).toEqual([
      [CARA, { tenantId: ALPHA, entraId: CARA }],
      [guid(999), null],
      [null, null],
    ]);
  });

  it("knows a person of a day and nobody that only a held day saw", async () => {
    const who = { tenantId: ALPHA, entraId: BEN };
    const before = await world.questions.personState(ALL_TENANTS, { person: who, at: day("2026-03-02") });
    const after = await world.questions.personState(ALL_TENANTS, { person: who, at: day("2026-03-03") });
    const spans = await world.questions.personSpans(ALL_TENANTS, [who]);

    expect(before).toMatchObject({
      attributes: { department: "IT" },
      manager: null,
      licenses: [{ sku: { skuId: E5 } }],
    });
    expect(after).toBeNull();
    expect(await world.questions.person(ALL_TENANTS, { tenantId: ALPHA, entraId: guid(999) })).toBeNull();
    expect(spans).toEqual([{ firstSeen: "2026-03-01", lastSeen: "2026-03-02" }]);
  });
});

import { expect } from "@jest/globals";
import type { Database } from "../../../src/store/database.js";
import type { ClusterNode } from "../../../scripts/databases/clusters.mjs";
import { addTenant, importDay, type ImportTry, type TestTenant, writerOf } from "../import/import-workbench.js";
import type { DayCopy } from "../naive/day-copy.js";
import { answersOf } from "../naive/naive-tenant.js";
import { Random } from "../naive/random.js";
import { randomDirectory } from "../naive/random-directory.js";
import { StoredAnswers } from "../naive/stored-answers.js";
import { openOn } from "./start-cluster.js";

export const CLUSTER_DAY = "2026-05-04";
const PAGE = 100;

/** A tenant and two different lists of its people, as two workers may read them on one day. */
export interface ClusterTenant extends TestTenant {
  readonly copies: readonly [DayCopy, DayCopy];
}

export async function clusterTenant(database: Database, size = 400): Promise<ClusterTenant> {
  const tenant = await addTenant(database);
  const random = new Random(tenant.tenantNo);
  return { ...tenant, copies: [randomDirectory(random, size), randomDirectory(random, size)] };
}

/** Imports the tenant's day over a database, in pages of a hundred. */
export function importOn(database: Database, tenant: ClusterTenant, more: Partial<ImportTry> = {}) {
  const { plan, ...rest } = more;
  return importDay({
    snapshots: writerOf(database),
    tenantId: tenant.tenantId,
    day: CLUSTER_DAY,
    copy: tenant.copies[0],
    ...rest,
    plan: { random: new Random(1), pageSize: PAGE, ...plan },
  });
}

/** A page at which an import waits until it is let on. */
export function gateAt(page: number) {
  let open = () => {};
  let arrive = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const beforePage = async (at: number) => {
    if (at !== page) return;
    arrive();
    await opened;
  };
  return { open, arrived, beforePage };
}

/** The day is sealed once, and every node has it whole as the copy says. */
export async function expectWholeOn(nodes: readonly ClusterNode[], tenant: TestTenant, copy: DayCopy): Promise<void> {
  for (const node of nodes) {
    const database = await openOn([node]);
    try {
      const stored = new StoredAnswers(database.reader, tenant.tenantNo);
      expect(await stored.visible()).toEqual([`${CLUSTER_DAY}/1`]);
      expect(await stored.at(CLUSTER_DAY, 1)).toEqual(answersOf(copy));
      expect(await stored.leftovers()).toEqual([]);
    } finally {
      await database.close();
    }
  }
}

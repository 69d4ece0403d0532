import { daysBetween, type SnapshotDate } from "../../model/snapshot-date.js";
import type { Database, Session } from "../database.js";

/** What monitoring asks of the whole installation. */
export interface MonitoredState {
  /** Of each active tenant by Microsoft's id: days since its last sealed day, or since the day before it was first expected. */
  readonly snapshotAgeDays: ReadonlyMap<string, number>;
  readonly tenants: { readonly active: number; readonly gone: number };
  readonly heldDays: number;
  readonly partnerPaused: boolean;
  readonly refreshTokenAgeSeconds: number | null;
}

interface TenantAge {
  readonly entra_tenant_id: string;
  readonly expected_from: SnapshotDate | null;
  readonly last_day: SnapshotDate | null;
}

/** Reads it in one session: a seek in an index for each tenant, and four counts. */
export function readMonitoredState(database: Database, today: SnapshotDate): Promise<MonitoredState> {
  return database.read(async (session) => {
    const active = await activeTenants(session);
    const total = await countOf(session, "SELECT COUNT(tenant_no) AS n FROM tenant");
    return {
      snapshotAgeDays: new Map(active.map((tenant) => [tenant.entra_tenant_id, ageOf(tenant, today)])),
      tenants: { active: active.length, gone: total - active.length },
      heldDays: await countOf(session, "SELECT COUNT(tenant_no) AS n FROM held_day"),
      partnerPaused: (await countOf(session, "SELECT COUNT(identity) AS n FROM partner_pause")) > 0,
      refreshTokenAgeSeconds: await tokenAge(session, database.dialect.nowMs),
    };
  });
}

/** The newest day by a seek for each tenant: MAX over all days would read them all at every scrape. */
function activeTenants(session: Session): Promise<TenantAge[]> {
  return session.rows<TenantAge>(
    `SELECT t.entra_tenant_id, t.expected_from,
       (SELECT s.day FROM snapshot s WHERE s.tenant_no = t.tenant_no AND s.retired_at IS NULL ORDER BY s.day DESC LIMIT 1) AS last_day
     FROM tenant t WHERE t.state = 'ACTIVE'`,
  );
}

function ageOf({ expected_from: from, last_day: last }: TenantAge, today: SnapshotDate): number {
  if (last !== null) return Math.max(0, daysBetween(last, today));
  return from === null ? 0 : Math.max(0, daysBetween(from, today) + 1);
}

async function countOf(session: Session, sql: string): Promise<number> {
  const [row] = await session.rows<{ n: number }>(sql);
  return Number(row?.n ?? 0);
}

async function tokenAge(session: Session, nowMs: string): Promise<number | null> {
  const [row] = await session.rows<{ age: number | null }>(`SELECT ${nowMs} - MAX(issued_at) AS age FROM token`);
  return row?.age === null || row?.age === undefined ? null : Math.max(0, Number(row.age) / 1_000);
}

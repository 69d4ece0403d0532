import { createHash } from "node:crypto";
import type { TenantId } from "../../model/tenant.js";
import { oneOf, raw, sql, type Fragment } from "./fragment.js";
import { inChunks, select, type ReadContext } from "./read-context.js";

interface Raw {
  tenants: number | string;
  active: number | string | null;
  completed: number | string | null;
  writes: number | string | null;
  epochs: number | string | null;
  catalogue: number | string | null;
}

/**
 * Which version of the data an answer stands on. Every counter below only grows, so equal sums mean that nothing was written
 * for any of the tenants: no day sealed, held, accepted or retired, nobody renamed, no attempt begun or ended,
 * no SKU met for the first time, no product named otherwise.
 */
export function versionReader(context: ReadContext) {
  return {
    /** A text that changes with the data of these tenants; null: of every tenant. */
    async of(tenantIds: readonly TenantId[] | null): Promise<string> {
      const which = tenantIds === null ? raw("1 = 1") : oneOf("entra_tenant_id", tenantIds);
      const [row] = await select<Raw>(context, versionStatement(which));
      return row === undefined ? "" : Object.values(row).map(String).join(".");
    },
    /** A text that changes when the past of these tenants changes, or how SKUs are named; not when a day is sealed. */
    async content(tenantNos: readonly number[]): Promise<string> {
      const sums = await inChunks(tenantNos, (chunk) =>
        select<{ epochs: number | string | null }>(
          context,
          sql`SELECT SUM(content_epoch) AS epochs FROM tenant WHERE ${oneOf("tenant_no", chunk)}`,
        ),
      );
      const names = await select<{ version: number }>(
        context,
        sql`SELECT version FROM catalogue WHERE catalogue_no = 1`,
      );
      return JSON.stringify([sums.map(({ epochs }) => Number(epochs)), names]);
    },
    /** How the SKUs these tenants ever listed or held are named, as a digest. */
    async names(tenantNos: readonly number[]): Promise<string> {
      const skuNos = new Set<number>();
      for (const table of ["sku_version", "license_count"]) {
        const rows = await inChunks(tenantNos, (chunk) =>
          select<{ sku_no: number }>(
            context,
            sql`SELECT sku_no FROM ${raw(table)}
            WHERE ${oneOf("tenant_no", chunk)} GROUP BY tenant_no, sku_no`,
          ),
        );
        for (const row of rows) skuNos.add(row.sku_no);
      }
      const skus = await context.catalogue.skusByNo(context.session, skuNos);
      const named = [...skuNos].sort((a, b) => a - b).map((skuNo) => JSON.stringify(skus.get(skuNo)));
      return createHash("sha256").update(named.join("\n")).digest("base64url");
    },
    /** How far this node has come. */
    async progress(): Promise<Progress> {
      const [row] = await select<Record<"tenants" | "completed" | "epochs", number | string | null>>(
        context,
        sql`SELECT COUNT(*) AS tenants, SUM(complete_seq) AS completed, SUM(content_epoch) AS epochs FROM tenant`,
      );
      return [row?.tenants, row?.completed, row?.epochs].map(Number);
    },
  };
}

/** Counters over all tenants, each of which grows with every tenant added, day completed or past changed. */
export type Progress = readonly number[];

/** The node of `progress` lacks something that was there at `goal`. */
export function isBehind(progress: Progress, goal: Progress): boolean {
  return progress.some((count, index) => count < (goal[index] ?? 0));
}

export type VersionReader = ReturnType<typeof versionReader>;

function versionStatement(which: Fragment): Fragment {
  return sql`SELECT COUNT(*) AS tenants, SUM(CASE WHEN state = 'ACTIVE' THEN 1 ELSE 0 END) AS active,
    SUM(complete_seq) AS completed, SUM(write_no) AS writes, SUM(content_epoch) AS epochs,
    (SELECT version FROM catalogue WHERE catalogue_no = 1) AS catalogue
    FROM tenant WHERE ${which}`;
}

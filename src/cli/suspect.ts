import type { SnapshotCheck } from "../model/snapshot-check.js";
import type { Decision } from "../store/write/suspect-store.js";
import type { CliContext } from "./context.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { columns } from "./output.js";

/** Prints every day that is complete and held back, and the checks that hold it. */
export async function listSuspects({ tools, out }: CliContext): Promise<ExitCode> {
  const suspects = await tools.suspects.list();
  for (const { tenantId, day, completedAt, users, skus, checks } of suspects) {
    const failed = checks.filter(({ ok }) => !ok).map(inWords);
    const text = columns(tenantId, day, `${users} users`, `${skus} SKUs`, ...failed);
    out.result(text, { tenantId, day, completedAt: completedAt.toISOString(), users, skus, checks });
  }
  if (suspects.length === 0) out.note("No day is held.");
  return EXIT.OK;
}

function inWords({ code, message, expected, actual }: SnapshotCheck): string {
  return `${code}: ${message}, ${expected ?? "none"} expected, ${actual ?? "none"} found`;
}

/** Makes a held day visible, as it was read. */
export async function acceptSuspect({ tools, out }: CliContext, decision: Decision): Promise<ExitCode> {
  const { tenantId, day } = decision;
  const { revision } = await tools.suspects.accept(decision);
  const object = { tenantId, day, outcome: "accepted", revision };
  out.result(columns(tenantId, day, "accepted", `revision ${revision}`), object);
  return EXIT.OK;
}

/** Throws a held day away; the day stays FAILED with REJECTED. */
export async function rejectSuspect({ tools, out }: CliContext, decision: Decision): Promise<ExitCode> {
  const { tenantId, day } = decision;
  await tools.suspects.reject(decision);
  out.result(columns(tenantId, day, "rejected"), { tenantId, day, outcome: "rejected", revision: null });
  return EXIT.OK;
}

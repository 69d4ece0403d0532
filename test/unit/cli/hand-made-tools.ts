import { PassThrough, Readable } from "node:stream";
import { runCli } from "../../../src/cli/program.js";
import type { CliTools } from "../../../src/cli/tools.js";
import type { FailureCode } from "../../../src/model/failure.js";
import { parseGuid } from "../../../src/model/guid.js";
import type { ImportOutcome } from "../../../src/model/import-outcome.js";
import type { TenantId } from "../../../src/model/tenant.js";
import type { TenantAnswer } from "../../../src/query/answers.js";

export function tenantNo(no: number): TenantId {
  return parseGuid("tenant", `00000000-0000-4000-8000-${String(no).padStart(12, "0")}`);
}

export function aTenant(no: number, change: Partial<TenantAnswer> = {}): TenantAnswer {
  const name = `Tenant ${no}`;
  return {
    tenantId: tenantNo(no),
    name,
    defaultDomain: null,
    state: "ACTIVE",
    firstSnapshot: null,
    lastSnapshot: null,
    ...change,
  };
}

export const sealed: ImportOutcome = { kind: "sealed", revision: 1, users: 60, skus: 9 };

export function failed(reason: FailureCode): ImportOutcome {
  return { kind: "failed", reason, detail: "", retryAfter: null };
}

/** Stands for whatever a test does not expect to be called. */
export async function unexpected(): Promise<never> {
  throw new Error("this test did not expect that call");
}

/** Tools of which each test gives only what its command should touch. */
export function toolsWith(given: Partial<CliTools>): CliTools {
  return {
    calendar: { now: () => new Date("2026-03-01T23:59:59Z") },
    prepareSchema: async () => {},
    migrate: unexpected,
    signIn: { withBrowser: unexpected, withToken: unexpected },
    tenants: { sync: unexpected, held: unexpected, list: unexpected },
    importTenant: unexpected,
    coverage: unexpected,
    suspects: { list: unexpected, accept: unexpected, reject: unexpected },
    productNames: { import: unexpected },
    actions: unexpected,
    alerts: { open: unexpected, latest: unexpected },
    webhooks: { deliveries: unexpected, redeliver: unexpected, redeliverGivenUp: unexpected },
    close: async () => {},
    ...given,
  };
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Standard output as the objects of --json. */
  readonly objects: unknown[];
}

/** Runs a command line in this process. */
export async function run(line: string, tools: CliTools | Error, { stdin = "", isTTY = false } = {}): Promise<Ran> {
  const stdout = Object.assign(new PassThrough(), { isTTY });
  const stderr = Object.assign(new PassThrough(), { isTTY, columns: 200 });
  const createTools = async () => {
    if (tools instanceof Error) throw tools;
    return tools;
  };
  const argv = line.match(/'[^']*'|\S+/g)?.map((word) => word.replaceAll("'", "")) ?? [];
  const code = await runCli(argv, createTools, { stdin: Readable.from([stdin]), stdout, stderr });
  const out = String((stdout.read() as Buffer | null) ?? "");
  const err = String((stderr.read() as Buffer | null) ?? "");
  const objects = argv.includes("--json")
    ? out.split("\n").flatMap((text): unknown[] => (text ? [JSON.parse(text)] : []))
    : [];
  return { code, out, err, objects };
}

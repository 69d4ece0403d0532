import { mkdir, readFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** What a piece of work cost: milliseconds on the clock, of this process's CPU, and of the server's. */
export interface Cost {
  readonly ms: number;
  readonly cpuMs: number;
  readonly serverCpuMs: number | null;
}

const TICK_MS = 10;

/** CPU of another process and those it started (our servers stand behind a keeper); null where /proc does not say. */
export async function cpuOf(pid: number | undefined): Promise<number | null> {
  if (pid === undefined) return null;
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  if (stat === "") return null;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  const below = await Promise.all(children.split(" ").filter(Boolean).map(Number).map(cpuOf));
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS + below.reduce<number>((sum, ms) => sum + (ms ?? 0), 0);
}

export async function costOf(serverPid: number | undefined, work: () => Promise<unknown>): Promise<Cost> {
  const server = await cpuOf(serverPid);
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const after = await cpuOf(serverPid);
  return { ms, cpuMs: (user + system) / 1_000, serverCpuMs: server === null || after === null ? null : after - server };
}

const QUIET = { lookMs: 200, mostMs: 20_000 };

/** Waits, 20 s at most, until a server has done what it still had to do in the background: nobody's work is timed beside another's. */
export async function quiet(serverPid: number | undefined): Promise<void> {
  for (const end = Date.now() + QUIET.mostMs; Date.now() < end;) {
    const { serverCpuMs } = await costOf(serverPid, () => sleep(QUIET.lookMs));
    if (serverCpuMs === null || serverCpuMs <= TICK_MS) return;
  }
}

/** Milliseconds of the middle of several runs. */
export async function medianMs(runs: number, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return median(times);
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export const megabytes = (bytes: number) => bytes / 1_000_000;

/** 3 significant figures. */
export function figure(value: number | null): string {
  if (value === null || Number.isNaN(value)) return "-";
  return value >= 100 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
}

/** A table in the form that docs/benchmarks.md can take as it is. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  console.log([line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line), ""].join("\n"));
}

/** Writes bench/results/<name>.json with the machine beside the figures. */
export async function writeResult(name: string, result: object): Promise<void> {
  const machine = {
    node: process.version,
    cpus: cpus().length,
    model: cpus()[0]?.model,
    command: process.argv.slice(2),
  };
  await mkdir("bench/results", { recursive: true });
  await writeFile(`bench/results/${name}.json`, `${JSON.stringify({ machine, ...result }, null, 2)}\n`);
  console.log(`wrote bench/results/${name}.json`);
}

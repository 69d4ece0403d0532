import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postGraphql } from "./post-graphql.js";

const ROOT = join(import.meta.dirname, "../..");
const OUT = join(ROOT, ".cache/test-dist", String(process.env["JEST_WORKER_ID"]));

/** Builds the product as the Dockerfile does, beside the tests' cache; returns the folder of its entries. */
export function build(): string {
  const tsc = join(ROOT, "node_modules/typescript7/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", join(ROOT, "tsconfig.build.json"), "--outDir", OUT], { cwd: ROOT });
  return join(OUT, "src");
}

/** An empty working directory. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), "snapshot-gateway-"));
}

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A started entry of the product, with only the environment given. */
export class Started {
  stdout = "";
  stderr = "";
  private readonly child: ChildProcess;
  private readonly closed: Promise<unknown>;

  constructor(
    file: string,
    args: readonly string[],
    options: { cwd: string; env: Record<string, string>; input?: string },
  ) {
    const { PATH = "" } = process.env;
    this.child = spawn(process.execPath, [file, ...args], { cwd: options.cwd, env: { PATH, ...options.env } });
    this.child.stdout?.on("data", (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr?.on("data", (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.child.stdin?.end(options.input ?? "");
    this.closed = once(this.child, "close");
  }

  /** Waits for a text on standard output; fails when the process ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray> {
    return this.found(pattern, () => this.stdout);
  }

  /** The same on standard error. */
  notes(pattern: RegExp): Promise<RegExpExecArray> {
    return this.found(pattern, () => this.stderr);
  }

  async ended(): Promise<Outcome> {
    await this.closed;
    return { code: this.child.exitCode, stdout: this.stdout, stderr: this.stderr };
  }

  private async found(pattern: RegExp, output: () => string): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(output());
      if (found !== null) return found;
      if (this.child.exitCode !== null) throw new Error(`ended before saying ${pattern}: ${this.stdout}${this.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  kill(): Promise<Outcome> {
    this.child.kill("SIGKILL");
    return this.ended();
  }

  terminate(): Promise<Outcome> {
    this.child.kill("SIGTERM");
    return this.ended();
  }
}

/** Asks one GraphQL query; the whole answer. */
export async function ask<T>(
  url: string,
  query: string,
): Promise<{ data: T; errors?: { extensions: { code: string } }[] }> {
  const response = await postGraphql({ url }, { query });
  return (await response.json()) as { data: T; errors?: { extensions: { code: string } }[] };
}

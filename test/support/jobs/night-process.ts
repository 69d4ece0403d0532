import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { NightEvent, NightTask } from "./night-task.js";

const ROOT = join(import.meta.dirname, "../../..");
const CHILD = "test/support/jobs/night-child";
let built: string | undefined;

/** Compiled, because the loader that compiles while it loads would be most of the memory that is measured. */
function build(): string {
  if (built !== undefined) return built;
  const folder = join(ROOT, ".cache/night-child", String(process.env["JEST_WORKER_ID"]));
  const compilerOptions = { rootDir: ROOT, outDir: folder, sourceMap: false };
  const config = { extends: join(ROOT, "tsconfig.json"), compilerOptions, include: [join(ROOT, `${CHILD}.ts`)] };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(ROOT, "node_modules/typescript7/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", join(folder, "tsconfig.json")], { cwd: ROOT });
  return (built = join(folder, `${CHILD}.js`));
}

/** What a worker process took in all. */
export interface NightCost {
  readonly peakRssMb: number;
  readonly cpuMs: number;
}

/** A worker process of a night. */
export interface NightProcess {
  /** Drains it; resolves when it is gone. */
  stop(): Promise<NightCost>;
  /** A crash; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts a worker, as `npm run work` does but with a patience of its own, and waits until it takes jobs. */
export async function startNightProcess(env: Record<string, string>, task: NightTask): Promise<NightProcess> {
  const argv = ["--enable-source-maps", build(), JSON.stringify(task)];
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, argv, { env: { PATH, ...env }, stdio: ["ignore", "pipe", "inherit"] });
  const events: NightEvent[] = [];
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      events.push(JSON.parse(line) as NightEvent);
      resolve();
    });
    child.once("close", () => reject(new Error("the worker did not start")));
  });
  const end = (signal: "SIGTERM" | "SIGKILL") => {
    child.kill(signal);
    return closed;
  };
  return {
    async stop() {
      await end("SIGTERM");
      const last = events.at(-1);
      if (last?.event !== "drained") throw new Error("the worker did not drain");
      return last;
    },
    kill: () => end("SIGKILL"),
  };
}

import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { until } from "../until.js";
import type { WorkerEvent, WorkerTask } from "./worker-task.js";

const CHILD = "test/support/jobs/worker-child.ts";

/** A worker process of its own, and what it has told so far. */
export interface WorkerProcess {
  readonly events: readonly WorkerEvent[];
  /** Whether it has ended, however. */
  ended(): boolean;
  /** `SIGTERM` drains it, `SIGKILL` is a crash; resolves when it is gone. */
  kill(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
}

/** Starts a worker and waits until it takes jobs. */
export async function startWorker(task: WorkerTask): Promise<WorkerProcess> {
  const argv = ["--import", "@swc-node/register/esm-register", CHILD, JSON.stringify(task)];
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "inherit"] });
  const events: WorkerEvent[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => events.push(JSON.parse(line) as WorkerEvent));
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const worker: WorkerProcess = {
    events,
    ended: () => hasEnded(child),
    kill: async (signal) => {
      child.kill(signal);
      await closed;
    },
  };
  await until(() => happened(worker, "ready").length > 0 || worker.ended());
  if (worker.ended()) throw new Error("the worker did not start");
  return worker;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** What a worker told of one kind. */
export function happened({ events }: WorkerProcess, event: WorkerEvent["event"], id?: string): WorkerEvent[] {
  return events.filter((each) => each.event === event && (id === undefined || each.id === id));
}

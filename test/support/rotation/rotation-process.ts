import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { RotationEvent, RotationTask } from "./rotation-task.js";

const CHILD = "test/support/rotation/rotation-child.ts";

/** A process with a token source and a connection of its own. */
export interface RotationProcess {
  /** What it told while it did a task; resolves when it is done, or dead. */
  work(task: RotationTask): Promise<RotationEvent[]>;
  /** The signal it died of, if so. */
  signal(): string | null;
  end(): Promise<void>;
}

/** Starts one and waits until it takes tasks. */
export async function startRotationProcess(databaseUrl: string): Promise<RotationProcess> {
  const argv = ["--import", "@swc-node/register/esm-register", CHILD, databaseUrl];
  const child = spawn(process.execPath, argv, { stdio: ["pipe", "pipe", "inherit"] });
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let hear: (event: RotationEvent) => void = () => undefined;
  createInterface({ input: child.stdout }).on("line", (line) => hear(JSON.parse(line) as RotationEvent));

  async function heardUntil(last: RotationEvent["event"]): Promise<RotationEvent[]> {
    const events: RotationEvent[] = [];
    const told = new Promise<void>((resolve) => {
      hear = (event) => {
        events.push(event);
        if (event.event === last) resolve();
      };
    });
    await Promise.race([told, closed]);
    return events;
  }

  if ((await heardUntil("ready")).length === 0) throw new Error("the process did not start");
  return {
    work(task) {
      const events = heardUntil("done");
      child.stdin.write(`${JSON.stringify(task)}\n`);
      return events;
    },
    signal: () => child.signalCode,
    async end() {
      child.stdin.end();
      await closed;
    },
  };
}

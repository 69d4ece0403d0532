import { fork } from "node:child_process";
import { once } from "node:events";
import type { SimulatorOptions } from "../../simulator/simulator.js";
import type { PlayedCloud } from "./simulated-nights.js";

/** A simulator in a process of its own, so that what is measured is the worker. */
export interface CloudProcess {
  readonly cloud: PlayedCloud;
  readonly pid: number | undefined;
  /** Rejects with how the simulator ended, if it does. */
  moveTo(day: string): Promise<void>;
  /** Rejects as soon as the simulator is gone before it is stopped; else it never ends. */
  readonly gone: Promise<never>;
  stop(): void;
}

export async function startCloud(options: Omit<SimulatorOptions, "today"> & { day: string }): Promise<CloudProcess> {
  const child = fork(new URL("./cloud-child.ts", import.meta.url), [], {
    execArgv: ["--import", "@swc-node/register/esm-register"],
  });
  const gone = new Promise<never>((_resolve, reject) => {
    child.on("error", reject); // a second one, when it is told to stop, must not hide the first
    child.once("exit", (code, signal) => reject(new Error(`the simulator's process ended: ${signal ?? code}`)));
  });
  gone.catch(() => {}); // whoever waits for something else of it is told as well
  const answer = async (message: object | string): Promise<unknown> => {
    child.send(message, () => {}); // one that cannot be sent shows as `gone`
    const [answered] = (await Promise.race([once(child, "message"), gone])) as unknown[];
    return answered;
  };
  const cloud = (await answer(options)) as PlayedCloud; // more than an argument may hold
  return {
    ...{ cloud, gone, pid: child.pid },
    moveTo: async (day) => void (await answer(day)),
    stop: () => {
      if (child.connected) child.disconnect();
    },
  };
}

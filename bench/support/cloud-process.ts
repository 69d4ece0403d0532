import { fork } from "node:child_process";
import { once } from "node:events";
import type { SimulatorOptions } from "../../simulator/simulator.js";
import type { PlayedCloud } from "./simulated-nights.js";

/** A simulator in a process of its own, so that what is measured is the worker. */
export interface CloudProcess {
  readonly cloud: PlayedCloud;
  moveTo(day: string): Promise<void>;
  stop(): void;
}

export async function startCloud(options: Omit<SimulatorOptions, "today"> & { day: string }): Promise<CloudProcess> {
  const child = fork(new URL("./cloud-child.ts", import.meta.url), [], {
    execArgv: ["--import", "@swc-node/register/esm-register"],
  });
  child.send(options); // more than an argument may hold
  const [cloud] = (await once(child, "message")) as [PlayedCloud];
  return {
    cloud,
    async moveTo(day) {
      child.send(day);
      await once(child, "message");
    },
    stop: () => child.disconnect(),
  };
}

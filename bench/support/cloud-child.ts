import type { SimulatorOptions } from "../../simulator/simulator.js";
import { playCloud } from "./simulated-nights.js";

type Options = SimulatorOptions & { readonly day: string };

process.once("message", ({ day, ...options }: Options) => void playCloud({ ...options, today: () => day }));

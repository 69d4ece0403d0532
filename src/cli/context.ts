import type { CliIo, Output } from "./output.js";
import type { CliTools } from "./tools.js";

/** What every command is given. */
export interface CliContext {
  readonly tools: CliTools;
  readonly out: Output;
  readonly io: CliIo;
}

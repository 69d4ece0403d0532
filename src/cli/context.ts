import type { ExitCode } from "./exit-code.js";
import type { CliIo, Output } from "./output.js";
import type { CliTools } from "./tools.js";

/** What every command is given. */
export interface CliContext {
  readonly tools: CliTools;
  readonly out: Output;
  readonly io: CliIo;
}

/** Opens the tools, does the work and closes them; `oldSchema` skips the check that only `migrate` must not make. */
export type Run = (work: (context: CliContext) => Promise<ExitCode>, options?: { oldSchema: boolean }) => Promise<void>;

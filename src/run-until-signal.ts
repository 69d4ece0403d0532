import { AppError } from "./errors.js";

/** Something that runs until it is stopped. */
export interface Running {
  stop(): Promise<void>;
}

/** The error in words for a terminal: a known one by its sentence, an unknown one with its stack. */
function describe(error: unknown): string {
  if (error instanceof AppError) return `${error.message} [${error.code}]`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The operator's to repair, and no use to start again before: exit 2, as the commands do. */
const OPERATORS_MISTAKES: ReadonlySet<string> = new Set(["INVALID_CONFIGURATION", "SCHEMA_OUT_OF_DATE"]);

function fail(error: unknown): never {
  process.stderr.write(`error: ${describe(error)}\n`);
  process.exit(error instanceof AppError && OPERATORS_MISTAKES.has(error.code) ? 2 : 1);
}

/** An orderly stop takes less; what hangs beyond this is cut off, and leases run out by themselves. */
const LONGEST_STOP_MS = 28_000;

/**
 * Starts, then stops in order at SIGTERM or SIGINT; a second one ends the process at once. One that comes during the start
 * aborts `stopping`, so that a long start can be cut short.
 */
export async function runUntilSignal(start: (stopping: AbortSignal) => Promise<Running>): Promise<void> {
  const stopping = new AbortController();
  const started = start(stopping.signal).catch(fail);
  const stop = () => {
    if (stopping.signal.aborted) process.exit(1);
    stopping.abort();
    setTimeout(() => process.exit(1), LONGEST_STOP_MS).unref();
    started.then((running) => running.stop()).then(() => process.exit(0), fail);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  await started;
}

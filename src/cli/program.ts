import { Command, CommanderError } from "commander";
import { addCommands } from "./commands.js";
import type { Run } from "./context.js";
import { describeError } from "./error-text.js";
import { EXIT, exitCodeOfError, type ExitCode } from "./exit-code.js";
import { createOutput, type CliIo } from "./output.js";
import type { CliTools } from "./tools.js";

/** Runs one command line and returns its exit code; throws nothing. `argv` is what follows the program's name. */
export async function runCli(
  argv: readonly string[],
  createTools: () => Promise<CliTools>,
  io: CliIo,
): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.OK;
  const program = createProgram(io);
  const run: Run = async (work, { oldSchema } = { oldSchema: false }) => {
    const tools = await createTools();
    try {
      if (!oldSchema) await tools.prepareSchema();
      exitCode = await work({ tools, io, out: createOutput(io, program.opts<{ json?: true }>().json === true) });
    } finally {
      await tools.close();
    }
  };
  addCommands(program, run);
  try {
    await program.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    return reportError(error, io);
  }
}

function createProgram(io: CliIo): Command {
  return new Command("snapshot-gateway")
    .description("The operator's commands: read, check and repair the days of every tenant.")
    .option("--json", "print one JSON object a line")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) })
    .exitOverride();
}

/** Commander has printed its own errors already; help that was asked for is no error. */
function reportError(error: unknown, io: CliIo): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.OK : EXIT.USAGE;
  io.stderr.write(`error: ${describeError(error)}\n`);
  return exitCodeOfError(error);
}

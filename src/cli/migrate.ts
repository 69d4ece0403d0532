import type { CliContext } from "./context.js";
import { EXIT, type ExitCode } from "./exit-code.js";

/** Brings the schema up to date and prints what was applied. */
export async function migrate({ tools, out }: CliContext): Promise<ExitCode> {
  const applied = await tools.migrate();
  for (const migration of applied) out.result(`applied ${migration}`, { migration });
  if (applied.length === 0) out.note("The schema is up to date.");
  return EXIT.OK;
}

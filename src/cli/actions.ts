import type { CliContext } from "./context.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { columns } from "./output.js";

/** Prints what operators decided, the newest first. */
export async function listActions({ tools, out }: CliContext, most: number): Promise<ExitCode> {
  const actions = await tools.actions(most);
  for (const { at, actor, action, tenantId, day, detail } of actions) {
    const text = columns(at.toISOString(), actor, action, tenantId, day, detail);
    out.result(text, { at: at.toISOString(), actor, action, tenantId, day, detail });
  }
  if (actions.length === 0) out.note("No operator has decided anything.");
  return EXIT.OK;
}

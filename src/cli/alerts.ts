import type { CliContext } from "./context.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { columns } from "./output.js";

/** Prints the open alerts, the oldest first; with `all` the newest `most`, cleared ones too. */
export async function listAlerts(
  { tools, out }: CliContext,
  input: { readonly all: boolean; readonly most: number },
): Promise<ExitCode> {
  const alerts = await (input.all ? tools.alerts.latest(input.most) : tools.alerts.open());
  for (const { raisedAt, lastSeenAt, clearedAt, ...alert } of alerts) {
    const state = clearedAt === null ? "open" : `cleared ${clearedAt.toISOString()}`;
    const { kind, tenantId, day, code, message, remedy } = alert;
    const text = columns(raisedAt.toISOString(), state, kind, tenantId, day, code, message, `Remedy: ${remedy}`);
    const times = { raisedAt, lastSeenAt, clearedAt };
    out.result(text, { ...alert, ...times });
  }
  if (alerts.length === 0) out.note(input.all ? "There was no alert yet." : "No alert is open.");
  return EXIT.OK;
}

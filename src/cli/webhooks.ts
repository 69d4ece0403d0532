import { invalidInput } from "../errors.js";
import type { CliContext } from "./context.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { columns } from "./output.js";

/** Prints what became of each event at each webhook, the newest first. */
export async function listDeliveries(
  { tools, out }: CliContext,
  input: { readonly failed: boolean; readonly limit: number },
): Promise<ExitCode> {
  const deliveries = await tools.webhooks.deliveries(input);
  for (const delivery of deliveries) {
    const { eventId, origin, state, attempts, occurredAt, status, failure, nextAt } = delivery;
    const times = `${attempts} ${attempts === 1 ? "attempt" : "attempts"}`;
    const next = nextAt === null ? null : `next ${nextAt.toISOString()}`;
    const result = columns(failure, status === null ? null : String(status), next);
    out.result(columns(occurredAt.toISOString(), state, eventId, origin, times, result), { ...delivery });
  }
  if (deliveries.length === 0) out.note(input.failed ? "No delivery failed." : "Nothing was sent to a webhook yet.");
  return EXIT.OK;
}

/** Exactly one of the two: some events, or all that was given up. */
export function assertRedeliverInput({
  ids,
  failed,
}: {
  readonly ids: readonly string[];
  readonly failed: boolean;
}): void {
  if (ids.length > 0 === failed) throw invalidInput("--id", "or --failed must be given, and not both");
}

/** Lets some events, or all deliveries that were given up, start again. */
export async function redeliver(
  { tools, out }: CliContext,
  { ids, failed }: { readonly ids: readonly string[]; readonly failed: boolean },
): Promise<ExitCode> {
  if (failed) {
    const deliveries = await tools.webhooks.redeliverGivenUp();
    out.result(`${deliveries} deliveries start again`, { deliveries });
    return EXIT.OK;
  }
  for (const eventId of ids) {
    await tools.webhooks.redeliver(eventId);
    out.result(columns(eventId, "starts again"), { eventId });
  }
  return EXIT.OK;
}

import type { Command } from "commander";
import { listAlerts } from "./alerts.js";
import type { Run } from "./context.js";
import { toIds, toMost } from "./option-values.js";
import { assertRedeliverInput, listDeliveries, redeliver } from "./webhooks.js";

/** Adds the commands about what operators and receivers are told. */
export function addOutboundCommands(program: Command, run: Run): void {
  program
    .command("alerts")
    .description("what somebody must look at")
    .command("list")
    .description("list the open alerts with their remedies")
    .option("--all", "the cleared ones too, the newest first")
    .option("--most <number>", "how many to list with --all", toMost, 100)
    .action(({ all = false, most }: { all?: boolean; most: number }) =>
      run((context) => listAlerts(context, { all, most })),
    );
  addWebhooks(program, run);
}

function addWebhooks(program: Command, run: Run): void {
  const webhooks = program.command("webhooks").description("events on their way to the webhooks");
  webhooks
    .command("deliveries")
    .description("what became of each event at each webhook, the newest first")
    .option("--failed", "only those whose last attempt failed")
    .option("--most <number>", "how many to list", toMost, 100)
    .action(({ failed = false, most }: { failed?: boolean; most: number }) =>
      run((context) => listDeliveries(context, { failed, limit: most })),
    );
  webhooks
    .command("redeliver")
    .description("send an event once more, or all that was given up")
    .option("--id <event>", "an event; may be given several times", toIds)
    .option("--failed", "every delivery that was given up")
    .action(async ({ id: ids = [], failed = false }: { id?: string[]; failed?: boolean }) => {
      assertRedeliverInput({ ids, failed });
      await run((context) => redeliver(context, { ids, failed }));
    });
}

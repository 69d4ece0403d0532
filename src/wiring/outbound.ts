import type { CliTools } from "../cli/tools.js";
import { AlertStore } from "../store/write/alert-store.js";
import { DeliveryLog } from "../store/write/delivery-log.js";
import { EventStore } from "../store/write/event-store.js";
import type { Base } from "./base.js";

/** What is told to operators, and to the webhooks of the settings. */
export function createOutbound({ database, config }: Base) {
  const events = new EventStore(database, config.webhookUrls);
  const alerts = new AlertStore(database, events, Date.now);
  return { events, alerts, deliveries: new DeliveryLog(database) };
}

export function createOutboundTools(base: Base): Pick<CliTools, "alerts" | "webhooks"> {
  const { events, alerts, deliveries } = createOutbound(base);
  return {
    alerts,
    webhooks: {
      deliveries: (which) => deliveries.list(which),
      redeliver: (eventId) => events.redeliver(eventId),
      redeliverGivenUp: () => events.redeliverGivenUp(),
    },
  };
}

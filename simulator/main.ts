import { parseArgs } from "node:util";
import { startSimulator, tenantsOfSizes, type Simulator } from "./simulator.js";
import { dayNumber } from "./world/day.js";

const USAGE = `Usage: npm run simulator -- [--port 8080] [--tenants 60,800,3000] [--seed 1] [--today YYYY-MM-DD]
       [--latency <ms>] [--separate-origins]`;

/** The simulator as a command: starts, prints the settings to export, and runs until it is stopped. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "8080" },
      tenants: { type: "string", default: "60,800,3000" },
      seed: { type: "string", default: "1" },
      today: { type: "string" },
      latency: { type: "string", default: "0" },
      "separate-origins": { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const seed = whole("seed", values.seed);
  if (values.today !== undefined) dayNumber(values.today); // refused before anything listens
  const simulator = await startSimulator({
    port: whole("port", values.port),
    seed,
    tenants: tenantsOfSizes(
      values.tenants.split(",").map((size) => whole("tenants", size)),
      seed,
    ),
    latencyMs: whole("latency", values.latency),
    separateOrigins: values["separate-origins"],
  });
  if (values.today !== undefined) simulator.setToday(values.today);
  announce(simulator);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void simulator.close());
}

function whole(name: string, text: string): number {
  if (!/^\d+$/.test(text.trim())) throw new RangeError(`--${name} takes whole numbers, not "${text}"`);
  return Number(text);
}

function announce(simulator: Simulator): void {
  const settings = {
    MICROSOFT_LOGIN_URL: simulator.loginUrl,
    MICROSOFT_GRAPH_URL: simulator.graphUrl,
    MICROSOFT_PARTNER_CENTER_URL: simulator.partnerCenterUrl,
    MICROSOFT_TENANT_ID: simulator.partnerTenantId,
    MICROSOFT_CLIENT_ID: simulator.clientId,
    MICROSOFT_CLIENT_SECRET: simulator.clientSecret,
  };
  console.log("# A Microsoft cloud on loopback is up. In another shell:");
  for (const [name, value] of Object.entries(settings)) console.log(`export ${name}=${value}`);
  console.log(`# A refresh token: curl -X POST ${simulator.loginUrl}/__simulator/refresh-tokens`);
  for (const { tenantId, name, users } of simulator.tenants)
    console.log(`# ${tenantId}  ${name}, about ${users} people`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  console.error(USAGE);
  process.exitCode = 2;
});

import { randomBytes } from "node:crypto";
import type { Simulator } from "../../simulator/simulator.js";

/** The settings that point at a simulator. */
export function environmentOf(simulator: Simulator, databaseUrl: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    MICROSOFT_TENANT_ID: simulator.partnerTenantId,
    MICROSOFT_CLIENT_ID: simulator.clientId,
    MICROSOFT_CLIENT_SECRET: simulator.clientSecret,
    MICROSOFT_LOGIN_URL: simulator.loginUrl,
    MICROSOFT_GRAPH_URL: simulator.graphUrl,
    MICROSOFT_PARTNER_CENTER_URL: simulator.partnerCenterUrl,
    TOKEN_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    PLAN_INTERVAL_SECONDS: "1",
    LOG_LEVEL: "silent",
  };
}

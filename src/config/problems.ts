import { isLoopback, toUrl } from "./rules.js";
import { CREDENTIALS, ORIGINS, type Given, type SettingName } from "./settings.js";

/** A setting and what it must be. */
export interface Problem {
  readonly setting: SettingName;
  readonly rule: string;
}

/** All of the credentials or none, and the secret or the certificate: half of them must not start the demo. */
export function credentialProblems(given: Given): Problem[] {
  const names = ["MICROSOFT_TENANT_ID", "MICROSOFT_CLIENT_ID", ...CREDENTIALS] as const;
  const present = names.filter((name) => given[name] !== undefined);
  if (present.length === 0) return originProblems(given);
  const [secret, certificate, key] = CREDENTIALS.map((name) => given[name] !== undefined);
  const because = `must be given too, because ${present[0]} is`;
  const problems: Problem[] = [];
  for (const setting of ["MICROSOFT_TENANT_ID", "MICROSOFT_CLIENT_ID", "TOKEN_ENCRYPTION_KEY"] as const) {
    if (given[setting] === undefined) problems.push({ setting, rule: because });
  }
  if (secret && (certificate || key))
    problems.push({ setting: CREDENTIALS[0], rule: "must not be given together with a certificate" });
  if (!secret && !certificate && !key)
    problems.push({ setting: CREDENTIALS[0], rule: `(or ${CREDENTIALS[1]} and ${CREDENTIALS[2]}) ${because}` });
  if (certificate && !key) problems.push({ setting: CREDENTIALS[2], rule: `must be given with ${CREDENTIALS[1]}` });
  if (key && !certificate) problems.push({ setting: CREDENTIALS[1], rule: `must be given with ${CREDENTIALS[2]}` });
  return problems;
}

/** Whoever names a real cloud does not want the simulated one. */
function originProblems(given: Given): Problem[] {
  const real = ORIGINS.find(
    (name) => given[name] !== undefined && !isLoopback(toUrl(given[name] ?? "")?.hostname ?? ""),
  );
  return real === undefined ? [] : [{ setting: "MICROSOFT_TENANT_ID", rule: `must be given too, because ${real} is` }];
}

/** What would be valid word for word, and must not be: an open door, unsigned events, or a made-up day in real data. */
export function safetyProblems(given: Given): Problem[] {
  const problems: Problem[] = [];
  if (given.HOST !== undefined && !isLoopback(given.HOST) && given.ALLOW_UNAUTHENTICATED !== "true") {
    problems.push({
      setting: "HOST",
      rule:
        "must be a loopback address: the API has no sign-in yet, so whoever reaches it reads every tenant. " +
        "Where something else keeps strangers out (a container published on 127.0.0.1), set ALLOW_UNAUTHENTICATED=true",
    });
  }
  if (given.WEBHOOK_URLS !== undefined && given.WEBHOOK_SECRET === undefined)
    problems.push({ setting: "WEBHOOK_SECRET", rule: "must be given with WEBHOOK_URLS" });
  if (given.DATABASE_READ_URL !== undefined && !given.DATABASE_URL?.startsWith("mysql:")) {
    problems.push({
      setting: "DATABASE_READ_URL",
      rule: "must not be set unless DATABASE_URL is a server (mysql://…)",
    });
  }
  if (given.CLOCK !== undefined && !speaksToLoopbackOnly(given)) {
    problems.push({ setting: "CLOCK", rule: `must not be set unless ${ORIGINS.join(", ")} are loopback addresses` });
  }
  return problems;
}

/** Without credentials and without origins it is the demo cloud, which is on loopback itself. */
function speaksToLoopbackOnly(given: Given): boolean {
  const demo = [...CREDENTIALS, ...ORIGINS].every((name) => given[name] === undefined);
  return demo || ORIGINS.every((name) => isLoopback(toUrl(given[name] ?? "")?.hostname ?? ""));
}

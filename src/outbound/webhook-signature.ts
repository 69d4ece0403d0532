import { createHmac } from "node:crypto";

/** What is signed: the id of the event, when it is sent (seconds since 1970) and the body as it is sent. */
export interface SignedContent {
  readonly id: string;
  readonly timestamp: number;
  readonly body: string;
}

/** The header `webhook-signature` of Standard Webhooks: `v1,` and an HMAC-SHA256 in base64, one for each secret, so that a secret can be replaced. */
export function signatureOf(secrets: readonly Buffer[], { id, timestamp, body }: SignedContent): string {
  const content = `${id}.${timestamp}.${body}`;
  return secrets.map((secret) => `v1,${createHmac("sha256", secret).update(content).digest("base64")}`).join(" ");
}

import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it arrived. */
export interface Received {
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What the receiver does with a request; the default is 204. */
export type Answer = (received: Received, response: ServerResponse, request: IncomingMessage) => void;

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** What to do from now on. */
  answer: Answer;
  close(): Promise<void>;
}

/** An HTTP server on loopback that keeps what it hears. */
export async function startReceiver(): Promise<Receiver> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { url: path = "", method = "", headers } = request;
      const one = { path, method, headers, body: Buffer.concat(chunks).toString("utf8") };
      receiver.received.push(one);
      receiver.answer(one, response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received: [],
    answer: status(204),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

/** Answers with a status and a body that nobody should keep. */
export function status(code: number, headers: Record<string, string> = {}): Answer {
  return (_received, response) => {
    response.writeHead(code, headers).end(code === 204 ? undefined : "a stack trace with hunter2");
  };
}

/** What the document of Standard Webhooks tells a receiver to do, written apart from the sender: which of the secrets verify. */
export function verifiedBy(secrets: readonly string[], { headers, body }: Received): string[] {
  const content = [headers["webhook-id"], headers["webhook-timestamp"], body].join(".");
  const given = String(headers["webhook-signature"]).split(" ");
  return secrets.filter((secret) => {
    const key = Buffer.from(secret.replace("whsec_", ""), "base64");
    const expected = createHmac("sha256", key).update(content, "utf8").digest();
    return given.some((part) => {
      const [version, signature = ""] = part.split(",");
      const bytes = Buffer.from(signature, "base64");
      return version === "v1" && bytes.length === expected.length && timingSafeEqual(bytes, expected);
    });
  });
}

import type { IncomingMessage } from "node:http";

/** A request that has been read whole. */
export interface Exchange {
  method: string;
  url: URL;
  /** The origin as the client wrote it, so that links lead back the way it came. */
  origin: string;
  headers: Record<string, string>;
  body: string;
}

const MAX_BODY_BYTES = 1_000_000;

/** Reads a request. */
export async function readExchange(request: IncomingMessage): Promise<Exchange> {
  const origin = `http://${request.headers.host ?? "127.0.0.1"}`;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name] = String(value);
  return {
    method: request.method ?? "GET",
    url: new URL(request.url ?? "/", origin),
    origin,
    headers,
    body: await readBody(request),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const part = chunk as Buffer;
    size += part.length;
    if (size > MAX_BODY_BYTES) throw new RangeError("request body too long");
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString("utf8");
}

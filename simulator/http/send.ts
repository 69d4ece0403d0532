import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Exchange } from "./exchange.js";
import type { Reply } from "./reply.js";

const compress = promisify(gzip);
const COMPRESS_FROM_BYTES = 600;
const DRIPS_PER_SECOND = 10;

/** Writes a reply to the socket, in the manner it asks for. */
export async function send(response: ServerResponse, exchange: Exchange, reply: Reply): Promise<void> {
  const { delivery } = reply;
  if (delivery?.kind === "hang") return;
  if (delivery?.kind === "reset") return reset(response);
  if (delivery?.kind === "huge") return pour(response, reply, delivery.bytes);
  const body = await encode(response, exchange, reply.body);
  response.writeHead(reply.status, { ...reply.headers, "Content-Length": body.length });
  if (delivery?.kind === "cut") return cut(response, body);
  if (delivery?.kind === "drip") return drip(response, body, delivery.bytesPerSecond);
  response.end(body);
}

async function encode(response: ServerResponse, exchange: Exchange, text: string): Promise<Buffer> {
  const plain = Buffer.from(text, "utf8");
  const accepts = /\bgzip\b/.test(exchange.headers["accept-encoding"] ?? "");
  if (!accepts || plain.length < COMPRESS_FROM_BYTES) return plain;
  response.setHeader("Content-Encoding", "gzip");
  response.setHeader("Vary", "Accept-Encoding");
  return compress(plain, { level: 1 });
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

/** Promises the whole body by its length and breaks off in the middle. */
function cut(response: ServerResponse, body: Buffer): void {
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy());
}

async function drip(response: ServerResponse, body: Buffer, bytesPerSecond: number): Promise<void> {
  const step = Math.max(1, Math.round(bytesPerSecond / DRIPS_PER_SECOND));
  const pause = (1000 * step) / Math.max(1, bytesPerSecond);
  for (let at = 0; at < body.length && !response.destroyed; at += step) {
    response.write(body.subarray(at, at + step));
    await wait(pause, undefined, { ref: false });
  }
  response.end();
}

const EMPTY_PEOPLE = '{"id":null,"displayName":null},'.repeat(2_000);

/** Writes a list of so many bytes, made as it goes: it lies nowhere as a whole. */
async function pour(response: ServerResponse, reply: Reply, bytes: number): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  response.writeHead(reply.status, reply.headers);
  response.write('{"value":[');
  for (let written = 0; written < bytes; written += EMPTY_PEOPLE.length) {
    if (!response.write(EMPTY_PEOPLE)) await once(response, "drain", { signal: gone.signal });
  }
  response.end('{"id":null}]}');
}

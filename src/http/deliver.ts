import type { IncomingMessage, ServerResponse } from "node:http";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { acceptedEncoding, type Encoding } from "./accepted-encoding.js";

/** A whole answer in the forms it was asked for so far; `etag` null: it may not be kept. */
export interface Body {
  readonly raw: Buffer;
  readonly contentType: string;
  readonly etag: string | null;
  br?: Buffer;
  gzip?: Buffer;
}

/** Below this a compressed body saves nothing. */
const WORTH_COMPRESSING = 1_400;

/** The answer in bytes, not yet compressed. */
export function toBody(text: string, contentType: string, etag: string | null): Body {
  return { raw: Buffer.from(text), contentType, etag };
}

/** Sends the answer as the caller takes it, or 304 when the caller has it. `headers`: further ones. */
export function deliver(
  request: IncomingMessage,
  response: ServerResponse,
  { body, headers = {} }: { body: Body; headers?: Readonly<Record<string, string>> },
): void {
  const caching = body.etag === null ? null : { ETag: body.etag, "Cache-Control": "private, no-cache" };
  const all = { ...headers, Vary: "Accept, Accept-Encoding", ...caching };
  if (body.etag !== null && hasIt(request, body.etag)) {
    response.writeHead(304, all).end();
    return;
  }
  const encoding = worthwhile(body) ? acceptedEncoding(request.headers["accept-encoding"]) : null;
  const bytes = encoded(body, encoding);
  const content = { "Content-Type": body.contentType, "Content-Length": String(bytes.length) };
  const packed = encoding === null ? null : { "Content-Encoding": encoding };
  response.writeHead(response.statusCode, { ...all, ...content, ...packed }).end(bytes);
}

function worthwhile({ raw }: Body): boolean {
  return raw.length >= WORTH_COMPRESSING;
}

/** Brotli at its lowest level is both smaller and faster than gzip; each form is made once. */
function encoded(body: Body, encoding: Encoding): Buffer {
  if (encoding === "br") {
    return (body.br ??= brotliCompressSync(body.raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }));
  }
  if (encoding === "gzip") return (body.gzip ??= gzipSync(body.raw, { level: 1 }));
  return body.raw;
}

function hasIt({ headers }: IncomingMessage, etag: string): boolean {
  const known = headers["if-none-match"];
  return known !== undefined && known.split(",").some((one) => one.trim().replace(/^W\//, "") === etag);
}

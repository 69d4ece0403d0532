import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Request, Response } from "express";

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

/** Sends the answer as the caller takes it, or 304 when the caller has it. */
export function deliver(request: Request, response: Response, body: Body): void {
  response.vary("Accept").vary("Accept-Encoding");
  if (body.etag !== null) response.set({ ETag: body.etag, "Cache-Control": "private, no-cache" });
  if (body.etag !== null && hasIt(request, body.etag)) {
    response.status(304).end();
    return;
  }
  const bytes = encode(request, response, body);
  response.set({ "Content-Type": body.contentType, "Content-Length": String(bytes.length) });
  response.end(bytes);
}

/** Brotli at its lowest level is both smaller and faster than gzip; each form is made once. */
function encode(request: Request, response: Response, body: Body): Buffer {
  if (body.raw.length < WORTH_COMPRESSING) return body.raw;
  const encoding = request.acceptsEncodings("br", "gzip");
  if (encoding === "br") {
    response.set("Content-Encoding", "br");
    return (body.br ??= brotliCompressSync(body.raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }));
  }
  if (encoding === "gzip") {
    response.set("Content-Encoding", "gzip");
    return (body.gzip ??= gzipSync(body.raw, { level: 1 }));
  }
  return body.raw;
}

function hasIt(request: Request, etag: string): boolean {
  const known = request.headers["if-none-match"]?.split(",").map((one) => one.trim().replace(/^W\//, ""));
  return known?.includes(etag) ?? false;
}

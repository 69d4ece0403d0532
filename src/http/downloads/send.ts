import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createBrotliCompress, createGzip } from "node:zlib";
import type { Request, Response } from "express";
import type { Download, DownloadedDay } from "../../query/download.js";
import type { Table } from "./tables.js";

/** A line of a table, or an object a line. */
export type Format = "csv" | "jsonl";

const CONTENT_TYPE: Readonly<Record<Format, string>> = {
  csv: "text/csv; charset=utf-8",
  jsonl: "application/jsonl; charset=utf-8",
};

/** Most days named in a header; `part=days` gives them all. */
const MOST_NAMED = 50;

/** The days a download stands on, as a table. */
export const DAYS: Table<DownloadedDay> = {
  columns: ["tenantId", "date", "revision", "contentEpoch"],
  cells: ({ tenantId, date, revision, contentEpoch }) => [tenantId, date, revision, contentEpoch],
  object: (day) => day,
};

/** A download and its lines, as they are read. */
export interface ToSend {
  readonly download: Download;
  readonly lines: AsyncGenerator<string>;
  readonly format: Format;
  readonly name: string;
}

/** The first page is read before the headers go out, so that what is wrong with the question is an error with its code. */
export async function send(
  request: Request,
  response: Response,
  { download, lines, format, name }: ToSend,
): Promise<void> {
  const first = await lines.next();
  const encoding = request.acceptsEncodings("br", "gzip");
  response.vary("Accept-Encoding").set({
    "Content-Type": CONTENT_TYPE[format],
    "Content-Disposition": `attachment; filename="${name}"`,
    "Download-Pin": download.pin,
    "Download-Days": namedDays(download.days),
    Link: `<${linkTo(request, download.pin)}>; rel="describedby"`,
    ...(encoding === false ? {} : { "Content-Encoding": encoding }),
  });
  const all = async function* () {
    if (!first.done) yield first.value;
    yield* lines;
  };
  const source = Readable.from(all());
  if (encoding === false) return pipeline(source, response);
  await pipeline(source, compressor(encoding), response);
}

function compressor(encoding: string) {
  if (encoding === "gzip") return createGzip({ level: 1 });
  return createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
}

/** What a header says about the days. */
export function namedDays(days: readonly DownloadedDay[]): string {
  if (days.length > MOST_NAMED) return `${days.length} days; see Link`;
  return days.map((day) => DAYS.cells(day).join("/")).join(", ");
}

function linkTo({ originalUrl }: Request, pin: string): string {
  const url = new URL(originalUrl, "http://here");
  url.searchParams.set("pin", pin);
  url.searchParams.set("part", "days");
  return url.pathname + url.search;
}

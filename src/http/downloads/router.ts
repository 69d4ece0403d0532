import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createBrotliCompress, createGzip } from "node:zlib";
import { Router, type Request, type Response } from "express";
import { invalidInput } from "../../errors.js";
import type { DownloadInputs, Parameters } from "../../graphql/download-input.js";
import type { Log } from "../../log.js";
import type { TenantScope } from "../../model/tenant.js";
import type { Download, DownloadedDay, Downloads } from "../../query/download.js";
import { toCsvLine } from "./csv.js";
import { refuse } from "./refusal.js";
import { KINDS, type Asked } from "./kinds.js";
import type { Table } from "./tables.js";

/** What downloads need. */
export interface DownloadDeps {
  readonly downloads: Downloads;
  readonly inputs: DownloadInputs;
  readonly scope: TenantScope;
  readonly log: Log;
}

type Format = "csv" | "jsonl";

const CONTENT_TYPE: Readonly<Record<Format, string>> = {
  csv: "text/csv; charset=utf-8",
  jsonl: "application/jsonl; charset=utf-8",
};

/** Most days named in a header; `part=days` gives them all. */
const MOST_NAMED = 50;

const DAYS: Table<DownloadedDay> = {
  columns: ["tenantId", "date", "revision", "contentEpoch"],
  cells: ({ tenantId, date, revision, contentEpoch }) => [tenantId, date, revision, contentEpoch],
  object: (day) => day,
};

/** GET /export/<what>.<csv|jsonl>: streamed, pinned, with the filters, scope and gap rules of the question of that name. */
export function downloadRouter(deps: DownloadDeps): Router {
  const router = Router();
  router.get("/:what.:format", async (request, response, next) => {
    const { what, format } = request.params;
    const kind = KINDS[what];
    if (kind === undefined || (format !== "csv" && format !== "jsonl")) return next();
    try {
      const { pin = null, part = "rows", ...parameters } = parametersOf(request);
      if (part !== "rows" && part !== "days") throw invalidInput("part", "must be rows or days");
      const asked = kind(deps.inputs, parameters);
      const download = await deps.downloads(deps.scope, { name: what, input: asked.input, days: asked.days, pin });
      const lines =
        part === "days" ? linesOf(DAYS, format, [download.days]) : rowLines(deps, { download, asked, format });
      await send(request, response, { download, lines, format, name: `${what}.${format}` });
    } catch (error) {
      refuse(response, error, deps.log);
    }
  });
  return router;
}

function parametersOf({ query }: Request): Parameters {
  const texts = Object.entries(query).map(([name, value]) => {
    if (typeof value !== "string") throw invalidInput(name, "must be given once");
    return [name, value] as const;
  });
  return Object.fromEntries(texts);
}

interface Rows {
  readonly download: Download;
  readonly asked: Asked;
  readonly format: Format;
}

function rowLines({ scope }: DownloadDeps, { download, asked, format }: Rows): AsyncGenerator<string> {
  return linesOf(asked.table as Table<unknown>, format, verified(download, asked.pages(download.questions, scope)));
}

/** Nothing leaves that was read before something changed: a page is looked at again before it is sent. */
async function* verified<T>(download: Download, pages: AsyncIterable<T>): AsyncGenerator<T> {
  for await (const page of pages) {
    await download.verify();
    yield page;
  }
}

/** A byte order mark first in CSV, or spreadsheets take UTF-8 for something else. */
async function* linesOf<T>(
  table: Table<T>,
  format: Format,
  pages: AsyncIterable<readonly T[]> | Iterable<readonly T[]>,
): AsyncGenerator<string> {
  const toLine = (row: T) =>
    format === "csv" ? toCsvLine(table.cells(row)) : `${JSON.stringify(table.object(row))}\n`;
  let head = format === "csv" ? `\ufeff${toCsvLine(table.columns)}` : "";
  for await (const page of pages) {
    yield head + page.map(toLine).join("");
    head = "";
  }
  if (head !== "") yield head;
}

interface ToSend {
  readonly download: Download;
  readonly lines: AsyncGenerator<string>;
  readonly format: Format;
  readonly name: string;
}

/** The first page is read before the headers go out, so that what is wrong with the question is an error with its code. */
async function send(request: Request, response: Response, { download, lines, format, name }: ToSend): Promise<void> {
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

function namedDays(days: readonly DownloadedDay[]): string {
  if (days.length > MOST_NAMED) return `${days.length} days; see Link`;
  return days.map((day) => DAYS.cells(day).join("/")).join(", ");
}

function linkTo({ originalUrl }: Request, pin: string): string {
  const url = new URL(originalUrl, "http://here");
  url.searchParams.set("pin", pin);
  url.searchParams.set("part", "days");
  return url.pathname + url.search;
}

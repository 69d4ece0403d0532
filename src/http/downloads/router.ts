import { Router, type Request } from "express";
import { invalidInput } from "../../errors.js";
import type { DownloadInputs, Parameters } from "../../graphql/download-input.js";
import type { Log } from "../../log.js";
import type { TenantScope } from "../../model/tenant.js";
import type { Download, Downloads } from "../../query/download.js";
import { toCsvLine } from "./csv.js";
import { refuse } from "./refusal.js";
import { KINDS, type Asked } from "./kinds.js";
import { DAYS, send, type Format } from "./send.js";
import type { Table } from "./tables.js";

/** What downloads need. */
export interface DownloadDeps {
  readonly downloads: Downloads;
  readonly inputs: DownloadInputs;
  readonly scope: TenantScope;
  readonly log: Log;
}

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

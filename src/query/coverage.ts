import { invalidInput } from "../errors.js";
import { addDays, dayOf, daysFromTo, type SnapshotDate } from "../model/snapshot-date.js";
import type { TenantScope } from "../model/tenant.js";
import type { Reads } from "../store/read/read-store.js";
import type { TenantRow } from "../store/read/tenant-reader.js";
import type { Page, TenantDayAnswer } from "./answers.js";
import { bindingOf, decodeCursor, encodeCursor } from "./cursor.js";
import { assertPeriod } from "./day-arguments.js";
import { parsePaging, sliceBehind, toPage } from "./paging.js";
import type { QueryDeps } from "./query-deps.js";
import type { Questions } from "./questions.js";
import { readTenantDays } from "./tenant-days.js";
import { tenantsInQuestion } from "./tenant-scope.js";

const MOST_DAYS = 3_653;
/** Days times tenants that one statement's rows may cover, and that a question by state may look through. */
const WINDOW_CELLS = 20_000;
const MOST_CELLS = 1_000_000;

type Input = Parameters<Questions["coverage"]>[1];

/** The state of each tenant's days, by date, then tenant. */
export function coverage(deps: QueryDeps, scope: TenantScope, input: Input): Promise<Page<TenantDayAnswer>> {
  const paging = parsePaging(input);
  const today = dayOf(deps.calendar.now());
  assertPeriod(input, { today, mostDays: MOST_DAYS });
  const { first: _first, after: _after, last: _last, before: _before, ...asked } = input;
  const binding = bindingOf("coverage", scope, asked);
  const cursor = paging.cursor === null ? null : decodeCursor(paging.argument, paging.cursor, { binding, keys: 2 });
  return deps.store.read(async (reads) => {
    const tenants = await tenantsInQuestion(reads, scope, input.tenantIds);
    const question = { tenants: tenants.sort((a, b) => (a.tenantId < b.tenantId ? -1 : 1)), input, today };
    const starts = cursor === null ? null : (String(cursor.keys[0]) as SnapshotDate);
    const read = await readCells(reads, question, { starts, backward: paging.backward, rows: paging.size + 1 });
    return toPage(paging, sliceBehind(paging, read.cells, { keysOf, keys: cursor?.keys ?? null }), {
      cursorOf: (cell) => encodeCursor({ binding, keys: keysOf(cell), watermark: null, pins: null }),
      totalCount: read.totalCount,
    });
  });
}

interface CellQuestion {
  readonly tenants: readonly TenantRow[];
  readonly input: Input;
  readonly today: SnapshotDate;
}

interface Stretch {
  readonly starts: SnapshotDate | null;
  readonly backward: boolean;
  readonly rows: number;
}

/** By state every day has to be looked at; otherwise the days of the page alone. */
async function readCells(
  reads: Reads,
  question: CellQuestion,
  stretch: Stretch,
): Promise<{ cells: TenantDayAnswer[]; totalCount: number }> {
  const { tenants, input } = question;
  const days = daysFromTo(input.from, input.to);
  if (tenants.length === 0) return { cells: [], totalCount: 0 };
  if (!input.states) {
    const cells = await readDays(reads, question, pageDays(question, stretch));
    return { cells, totalCount: days.length * tenants.length };
  }
  if (days.length * tenants.length > MOST_CELLS) {
    throw invalidInput("states", `can be asked of at most ${MOST_CELLS} days times tenants; ask for fewer`);
  }
  const states = new Set(input.states);
  const cells = await readDays(reads, question, input, (cell) => states.has(cell.state));
  return { cells, totalCount: cells.length };
}

/** The day the page starts on and as many beyond it as hold its rows. */
function pageDays({ tenants, input }: CellQuestion, { starts, backward, rows }: Stretch): Range {
  const count = Math.ceil(rows / tenants.length) + 1;
  if (backward) {
    const to = starts ?? input.to;
    const from = addDays(to, -count);
    return { from: from < input.from ? input.from : from, to };
  }
  const from = starts ?? input.from;
  const to = addDays(from, count);
  return { from, to: to > input.to ? input.to : to };
}

interface Range {
  readonly from: SnapshotDate;
  readonly to: SnapshotDate;
}

async function readDays(
  reads: Reads,
  { tenants, today }: CellQuestion,
  range: Range,
  takes: (cell: TenantDayAnswer) => boolean = () => true,
): Promise<TenantDayAnswer[]> {
  const days = daysFromTo(range.from, range.to);
  const width = Math.max(1, Math.floor(WINDOW_CELLS / tenants.length));
  const cells: TenantDayAnswer[] = [];
  for (let start = 0; start < days.length; start += width) {
    const window = days.slice(start, start + width);
    const [from, to] = [window[0] ?? range.from, window.at(-1) ?? range.to];
    const answer = await readTenantDays(reads, tenants, { from, to, today });
    const all = window.flatMap((day) => tenants.map((tenant) => answer(tenant, day)));
    for (const cell of all) if (takes(cell)) cells.push(cell);
  }
  return cells;
}

function keysOf({ date, tenantId }: TenantDayAnswer): string[] {
  return [date, tenantId];
}

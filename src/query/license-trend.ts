import { invalidInput } from "../errors.js";
import { dayOf } from "../model/snapshot-date.js";
import type { TenantScope } from "../model/tenant.js";
import type { Reads } from "../store/read/read-store.js";
import type { TenantRow } from "../store/read/tenant-reader.js";
import type { LicenseTrend } from "./license-answers.js";
import { countSource } from "./count-source.js";
import { chooseSkus } from "./counted-skus.js";
import { assertPeriod, toDayQuestion } from "./day-arguments.js";
import { parseGroupBy, type Grouping } from "./group-keys.js";
import { keyOf, sortByKey } from "./license-rows.js";
import { readManagerNames } from "./manager-names.js";
import type { QueryDeps } from "./query-deps.js";
import type { Questions } from "./questions.js";
import { tenantsInQuestion } from "./tenant-scope.js";
import { readAxes, spanOf, type AxisQuestion, type TenantAxis } from "./trend-axes.js";
import { addBatch, type BatchQuestion } from "./trend-batch.js";
import { TrendCoverage } from "./trend-coverage.js";
import { TrendFigures, type SeriesFigures } from "./trend-figures.js";
import { shownDays, toPoints, toSeries } from "./trend-picks.js";
import { planTrend, type TrendPlan } from "./trend-points.js";
import { assertFilter } from "./user-filter.js";
import type { TrendSelection } from "./selections.js";

const MOST_DAYS = 1_100;
const MOST_SERIES = 200;
const USUAL_SERIES = 20;
/** Series times points in an answer. */
const MOST_POINTS = 60_000;
/** Tenants times days of one trend, and of one batch of it. */
const MOST_TENANT_DAYS = 2_000_000;
const BATCH_TENANT_DAYS = 10_000;
const MOST_BATCH_TENANTS = 200;

type Input = Parameters<Questions["licenseTrend"]>[1];

/** Licenses over time, in one pass over what changed: never one question a day. */
export function licenseTrend(
  deps: QueryDeps,
  scope: TenantScope,
  { input, selection }: { input: Input; selection: TrendSelection },
): Promise<LicenseTrend> {
  const { onGap = "EXACT", interval = "DAY", pick = "LAST", first = USUAL_SERIES } = input;
  const today = dayOf(deps.calendar.now());
  assertPeriod(input, { today, mostDays: MOST_DAYS });
  const { maxAgeDays } = toDayQuestion({ ...input, at: input.to }, { tenants: [], today, argument: "to" });
  const grouping = parseGroupBy(input.groupBy);
  const user = input.filter?.user ?? null;
  if (user) assertFilter(user, "filter.user");
  const plan = planTrend(input, interval, pick);
  assertFirst(first, plan);
  return deps.store.read(async (reads) => {
    const tenants = await tenantsInQuestion(reads, scope, input.tenantIds);
    const question = await toBatchQuestion(reads, { deps, input, grouping, selection });
    const axis = { days: plan.days, onGap, maxAgeDays, today };
    const { units = true } = selection;
    const read = await readTrend(reads, { tenants, grouping, plan, question, axis, units });
    const days = read.coverage.days();
    const shown = shownDays(plan, days, pick);
    const ranked = rank(read.figures.all(), { grouping, shown: days.map((day) => day.shown) });
    const top = ranked.slice(0, first);
    const rest = ranked.slice(first);
    const [pins, cells] = [read.pins, top.map(({ cell }) => cell)];
    const names = await readManagerNames(reads, grouping, [{ pins, cells }]);
    const other = rest[0] && read.figures.sum(rest, rest[0].cell);
    return {
      points: toPoints(plan, days, read.coverage.missing),
      series: top.map((series) => toSeries(keyOf(grouping, series.cell, names), series, shown)),
      other: other ? toSeries([], other, shown) : null,
      seriesCount: ranked.length,
      ofTheMoment: read.coverage.ofTheMoment,
      gaps: read.coverage.gaps,
    };
  });
}

async function toBatchQuestion(
  reads: Reads,
  known: { deps: QueryDeps; input: Input; grouping: Grouping; selection: TrendSelection },
): Promise<BatchQuestion> {
  const { deps, input, grouping, selection } = known;
  const filter = input.filter?.user ?? null;
  const bySku = grouping.keys.some(({ by }) => by === "SKU");
  const assignedUsers = selection.assignedUsers && !bySku;
  const keys = grouping.people;
  return {
    choice: await chooseSkus(reads, input.filter ?? {}, deps.freeSkus),
    source: countSource({ people: keys, filtered: filter !== null, assignedUsers }),
    ...{ keys, filter, bySku, assignedUsers },
  };
}

interface TrendRead {
  readonly tenants: readonly TenantRow[];
  readonly grouping: Grouping;
  readonly plan: TrendPlan;
  readonly question: BatchQuestion;
  readonly axis: AxisQuestion;
  readonly units: boolean;
}

/** Reads some tenants at a time, so that what is in memory does not grow with them. */
async function readTrend(reads: Reads, { tenants, grouping, plan, question, axis, units }: TrendRead) {
  const length = plan.days.length;
  if (tenants.length * length > MOST_TENANT_DAYS) {
    throw invalidInput("tenantIds", `times days must be at most ${MOST_TENANT_DAYS}; ask for fewer`);
  }
  const owned = question.filter === null && question.keys.length === 0;
  const figures = new TrendFigures(grouping, length, { owned, units });
  if (grouping.keys.length === 0 && tenants[0]) figures.ofEverything(tenants[0]);
  const coverage = new TrendCoverage(plan, axis, tenants.length);
  const pins: { tenantNo: number; seq: number }[] = [];
  const width = Math.min(MOST_BATCH_TENANTS, Math.max(1, Math.floor(BATCH_TENANT_DAYS / length)));
  for (let start = 0; start < tenants.length; start += width) {
    const { axes, gaps } = await readAxes(reads, tenants.slice(start, start + width), axis);
    coverage.add(gaps);
    await addBatch(reads, axes, { question, figures });
    pins.push(...axes.flatMap(lastPin));
  }
  return { figures, coverage, pins };
}

function lastPin(axis: TenantAxis): { tenantNo: number; seq: number }[] {
  const span = spanOf(axis);
  return span === null ? [] : [{ tenantNo: span.tenantNo, seq: span.high }];
}

/** The series with most assignments over the days that are shown first, equal ones by key. */
function rank(
  series: readonly SeriesFigures[],
  { grouping, shown }: { grouping: Grouping; shown: readonly boolean[] },
): SeriesFigures[] {
  const named = series.map((one) => ({
    one,
    key: keyOf(grouping, one.cell, new Map()),
    size: sumOf(one.figures.assignments, shown),
  }));
  return sortByKey(named)
    .sort((a, b) => b.size - a.size)
    .map(({ one }) => one);
}

function sumOf(values: Float64Array | undefined, shown: readonly boolean[]): number {
  let sum = 0;
  for (let day = 0; day < shown.length; day += 1) if (shown[day]) sum += values?.[day] ?? 0;
  return sum;
}

function assertFirst(first: number, { points }: TrendPlan): void {
  if (!Number.isInteger(first) || first < 1 || first > MOST_SERIES) {
    throw invalidInput("first", `must be from 1 to ${MOST_SERIES}`, first);
  }
  if (first * points.length > MOST_POINTS) {
    throw invalidInput("first", `times the ${points.length} points must be at most ${MOST_POINTS}`, first);
  }
}

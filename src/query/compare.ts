import { dayOf } from "../model/snapshot-date.js";
import type { TenantScope } from "../model/tenant.js";
import type { Reads } from "../store/read/read-store.js";
import type { TenantRow } from "../store/read/tenant-reader.js";
import type { Measures } from "./answers.js";
import type { Comparison, Delta, LicenseRow } from "./license-answers.js";
import { toAsOf } from "./as-of.js";
import { readCauseChanges, readCauses } from "./causes.js";
import { bindingOf } from "./cursor.js";
import { assertPeriod, toDayQuestion } from "./day-arguments.js";
import { parseGroupBy } from "./group-keys.js";
import { readLicenseCells } from "./license-cells.js";
import { keyText, rowsOf, sortByKey, totalOf } from "./license-rows.js";
import { readManagerNames } from "./manager-names.js";
import { sumMeasures } from "./measures.js";
import { mostChangedPeople, type QueryDeps } from "./query-deps.js";
import type { Questions } from "./questions.js";
import { pinsOf, resolveDays, snapshotOf, type Resolution } from "./resolve-days.js";
import { tenantsInQuestion } from "./tenant-scope.js";
import type { ComparisonSelection } from "./selections.js";

type Input = Parameters<Questions["compare"]>[1];

/** Two days side by side. A tenant that lacks one of them takes no part on either side. */
export function compare(
  deps: QueryDeps,
  scope: TenantScope,
  { input, selection }: { input: Input; selection: ComparisonSelection },
): Promise<Comparison> {
  const today = dayOf(deps.calendar.now());
  assertPeriod(input, { today });
  const grouping = parseGroupBy(input.groupBy);
  const filter = input.filter ?? {};
  const peopleOnly = Boolean(filter.user);
  return deps.store.read(async (reads) => {
    const tenants = await tenantsInQuestion(reads, scope, input.tenantIds);
    const { from, to } = await resolveBoth(reads, input, { tenants, today });
    const read = { filter, grouping, freeSkus: deps.freeSkus, mostPeople: mostChangedPeople(deps), ...selection };
    const before = await readLicenseCells(reads, { days: from.days, ...read });
    const after = await readLicenseCells(reads, { days: to.days, ...read });
    const sides = [
      { pins: pinsOf(to.days), cells: after.cells },
      { pins: pinsOf(from.days), cells: before.cells },
    ];
    const shown = { peopleOnly, names: await readManagerNames(reads, grouping, sides) };
    const pins = [from, to].map(({ days }) => snapshotOf(days).pins);
    const binding = bindingOf("compare", scope, [input, pins]);
    const explained = { days: { from: from.days, to: to.days }, question: read, binding };
    const causesOf = selection.causes ? await readCauses(reads, explained.days, read) : () => [];
    const toAnswer = (delta: Difference, row: string | null): Delta => {
      return { ...delta, causes: causesOf(row, delta.purchased !== null) };
    };
    const deltas = toDeltas(
      rowsOf(before, grouping, shown),
      rowsOf(after, grouping, shown),
      peopleOnly || grouping.people.length > 0,
    );
    return {
      binding,
      from: await toAsOf(reads, from),
      to: await toAsOf(reads, to),
      total: toAnswer(toDelta([], totalOf(before, peopleOnly), totalOf(after, peopleOnly)), null),
      rows: deltas.map((delta) => toAnswer(delta, keyText(delta.key))),
      changesOf: (asked) => deps.store.read((later) => readCauseChanges(later, explained, asked)),
    };
  });
}

async function resolveBoth(
  reads: Reads,
  input: Input,
  known: { tenants: readonly TenantRow[]; today: Resolution["today"] },
): Promise<{ from: Resolution; to: Resolution }> {
  const question = (at: Input["from"], argument: string) => toDayQuestion({ ...input, at }, { ...known, argument });
  const [asked, until] = [question(input.from, "from"), question(input.to, "to")];
  const from = await resolveDays(reads, asked);
  const to = await resolveDays(reads, until);
  return { from: keepShared(from, to), to: keepShared(to, from) };
}

/** Leaves out, as a gap, whoever lacks the other side. */
function keepShared(side: Resolution, other: Resolution): Resolution {
  const lacking = new Set(other.lacking.map((tenant) => tenant.tenantNo));
  const leftOut = side.days.filter(({ tenant }) => lacking.has(tenant.tenantNo)).map(({ tenant }) => tenant);
  return {
    ...side,
    days: side.days.filter(({ tenant }) => !lacking.has(tenant.tenantNo)),
    lacking: [...side.lacking, ...leftOut].sort((a, b) => a.tenantNo - b.tenantNo),
  };
}

type Difference = Omit<Delta, "causes">;

/** A key absent on one side is 0 there. */
function toDeltas(before: readonly LicenseRow[], after: readonly LicenseRow[], people: boolean): Difference[] {
  const nothing = sumMeasures([], { people, assignedUsers: 0 });
  const earlier = new Map(before.map((row) => [keyText(row.key), row]));
  const later = new Map(after.map((row) => [keyText(row.key), row]));
  const texts = [...new Set([...earlier.keys(), ...later.keys()])];
  const deltas = texts.map((text) => {
    const [old, now] = [earlier.get(text), later.get(text)];
    return toDelta(now?.key ?? old?.key ?? [], old?.measures ?? nothing, now?.measures ?? nothing);
  });
  return sortByKey(deltas);
}

function toDelta(key: Delta["key"], before: Measures, after: Measures): Difference {
  return {
    key,
    before,
    after,
    assignments: after.assignments - before.assignments,
    assigned: difference(before.assigned, after.assigned),
    purchased: difference(before.purchased, after.purchased),
  };
}

function difference(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : after - before;
}

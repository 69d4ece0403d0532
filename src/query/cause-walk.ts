import { invalidInput } from "../errors.js";
import { personEffects, skuEffects, type Effect } from "../model/cause.js";
import { managersAbove } from "../model/group-key.js";
import type { Guid } from "../model/guid.js";
import type { CatalogueSku } from "../store/read/catalogue-skus.js";
import type { Reads } from "../store/read/read-store.js";
import type { Step } from "../store/read/step.js";
import type { AlsoTouched } from "../store/read/touched-people.js";
import { groupsOf, moveOf, type ComparedSides } from "./cause-groups.js";
import { inStepOrder, toStep, type ChangeStep } from "./change-steps.js";
import { readSide, type ComparedQuestion, type ComparedSide } from "./compared-sides.js";
import type { ResolvedDay } from "./resolve-days.js";

const MOST_STEPS = 100;

/** The same tenants on two days, by tenant number. */
export interface ComparedDays {
  readonly from: readonly ResolvedDay[];
  readonly to: readonly ResolvedDay[];
}

/** What happened to one person, or to all SKUs (`userNo` 0), between the two days of a tenant. */
export interface Explained {
  readonly step: ChangeStep;
  readonly userNo: number;
  readonly effects: readonly Effect[];
}

/** Everything that explains the comparison: what tenants own first, then people in the order of changes. */
export async function* walkEffects(
  reads: Reads,
  days: ComparedDays,
  question: ComparedQuestion,
): AsyncGenerator<Explained> {
  const steps = stepsOf(days);
  const sides = {
    before: await readSide(reads, days.from, question),
    after: await readSide(reads, days.to, question),
  };
  const skus = await reads.skusByNo(steps.flatMap(({ tenant }) => ownedBy(sides, tenant.tenantNo)));
  if (!question.filter.user) for (const step of steps) yield explainUnits(step, { question, sides, skus });
  yield* explainPeople(reads, steps, { question, sides, skus });
}

interface Known {
  readonly question: ComparedQuestion;
  readonly sides: ComparedSides;
  readonly skus: ReadonlyMap<number, CatalogueSku>;
}

function stepsOf({ from, to }: ComparedDays): ChangeStep[] {
  const before = new Map(from.map(({ tenant, snapshot }) => [tenant.tenantNo, snapshot]));
  const steps = to.flatMap(({ tenant, snapshot: after }) => {
    const earlier = before.get(tenant.tenantNo);
    return earlier === undefined || earlier.seq === after.seq ? [] : [{ tenant, before: earlier, after }];
  });
  return inStepOrder(steps);
}

function ownedBy({ before, after }: ComparedSides, tenantNo: number): number[] {
  return [...new Set([...before.units(tenantNo).keys(), ...after.units(tenantNo).keys()])];
}

/** Units have a row only while no key speaks of people. A SKU that does not count that day is as one not subscribed. */
function explainUnits(step: ChangeStep, { question, sides, skus }: Known): Explained {
  const { tenantNo, tenantId } = step.tenant;
  const { keys, people } = question.grouping;
  const effects = ownedBy(sides, tenantNo).flatMap((skuNo) => {
    const sku = skus.get(skuNo);
    if (sku === undefined) return [];
    const on = (side: ComparedSide) => (side.counts(tenantNo, sku) ? (side.units(tenantNo).get(skuNo) ?? null) : null);
    const values = keys.map(({ by }) => (by === "TENANT" ? tenantId : sku.skuId));
    const ends = { skuId: sku.skuId, before: on(sides.before), after: on(sides.after) };
    return skuEffects(ends, people.length > 0 ? null : JSON.stringify(values));
  });
  return { step, userNo: 0, effects };
}

async function* explainPeople(reads: Reads, steps: readonly ChangeStep[], known: Known): AsyncGenerator<Explained> {
  const { question, sides } = known;
  const loaded = await reads.skusById([]);
  const skuOf = (skuId: Guid) => loaded.get(skuId) ?? { skuNo: 0, skuId, partNumber: null, productName: null };
  const search = { people: "everybody" as const, skus: null, mostSteps: MOST_STEPS, expected: question.mostPeople };
  const also = (stretch: readonly Step[]) => stretch.flatMap((step) => alsoOf(step, known));
  let seen = 0;
  const walk = { steps: steps.map(toStep), start: { step: 0, userNo: 0 }, also, ...search };
  for await (const subject of reads.changes.walkWhole(walk)) {
    const step = steps[subject.step];
    if (step === undefined || !("person" in subject)) continue;
    seen += 1;
    if (seen > question.mostPeople) throw tooMany(question.mostPeople);
    const groups = groupsOf(subject.person, step.tenant, { question, sides, skuOf });
    const effects = personEffects(subject.person, groups, moveOf(question.grouping.people, subject.person));
    if (effects.length > 0) yield { step, userNo: subject.userNo, effects };
  }
}

/** People may move without a change of their own: their manager's manager is another, or a SKU counts on one day alone. */
function alsoOf(step: Step, { sides, skus }: Known): AlsoTouched[] {
  const { tenantNo } = step;
  const [before, after] = [sides.before.managers(tenantNo), sides.after.managers(tenantNo)];
  const managerIds = [...new Set([...before.keys(), ...after.keys()])].filter((id) => {
    return [...managersAbove(before, id)].join() !== [...managersAbove(after, id)].join();
  });
  const skuNos = ownedBy(sides, tenantNo).filter((skuNo) => {
    const sku = skus.get(skuNo);
    return sku !== undefined && sides.before.counts(tenantNo, sku) !== sides.after.counts(tenantNo, sku);
  });
  return managerIds.length + skuNos.length === 0 ? [] : [{ step, managerIds, skuNos }];
}

function tooMany(most: number): Error {
  return invalidInput("from", `and to lie so far apart that more than ${most} people changed; causes need fewer`);
}

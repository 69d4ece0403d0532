import type { CountedDimension, PeopleKey } from "../model/group-key.js";
import { USER_TEXT_FIELDS, type UserTextField } from "../model/imported-fields.js";
import { FIELD_DIMENSIONS } from "../model/group-key.js";
import type { CatalogueSku } from "../store/read/catalogue-skus.js";
import type { ColumnQuestion } from "../store/read/column-reader.js";
import type { LifeChunk, StateParts } from "../store/read/life-reader.js";
import type { Reads } from "../store/read/read-store.js";
import type { UserFilter } from "./inputs.js";
import type { CountSource } from "./count-source.js";
import type { SkuChoice } from "./counted-skus.js";
import { groupedBy } from "./grouped-by.js";
import { skuOf } from "./sku-answer.js";
import { placesOf, spanOf, type TenantAxis } from "./trend-axes.js";
import type { TrendFigures } from "./trend-figures.js";
import { addLife, type LifeQuestion } from "./trend-lives.js";
import { managersOverTime, NO_MANAGERS, type ManagersOverTime } from "./trend-managers.js";
import { TrendTenant } from "./trend-tenant.js";

/** People whose lives are in memory at once. */
const CHUNK = 1_000;

/** What the tenants of a batch are asked. */
export interface BatchQuestion {
  readonly choice: SkuChoice;
  readonly source: CountSource;
  readonly keys: readonly PeopleKey[];
  readonly filter: UserFilter | null;
  readonly bySku: boolean;
  readonly assignedUsers: boolean;
}

/** Reads some tenants over all their days, from the aggregates or person by person, and adds them to the figures. */
export async function addBatch(
  reads: Reads,
  axes: readonly TenantAxis[],
  { question, figures }: { question: BatchQuestion; figures: TrendFigures },
): Promise<void> {
  const spans = axes.flatMap((axis) => spanOf(axis) ?? []);
  if (spans.length === 0) return;
  const skus = new Map<number, CatalogueSku>();
  const learn = async (rows: readonly { skuNo: number }[]) => {
    for (const [skuNo, sku] of await reads.skusByNo(rows.map((row) => row.skuNo))) skus.set(skuNo, sku);
  };
  const columns = await reads.columns.of(axes.map(toColumnQuestion));
  await learn([...columns.values()].flatMap((one) => [...one.skus.keys()].map((skuNo) => ({ skuNo }))));
  const facts = { sku: (no: number) => skuOf(skus, no), choice: question.choice };
  const tenants = new Map<number, TrendTenant>();
  for (const axis of axes) {
    const own = columns.get(axis.tenant.tenantNo);
    if (own) tenants.set(axis.tenant.tenantNo, new TrendTenant({ axis, columns: own }, facts, figures));
  }
  for (const tenant of tenants.values()) tenant.addOwned();
  const batch = { tenants, learn, question, skuId: (no: number) => skuOf(skus, no).skuId };
  const { source, bySku } = question;
  if (source.kind === "computed") await addLives(reads, axes, batch);
  if (source.kind === "dimension") await addGroups(reads, axes, { ...batch, dimension: source.dimension });
  for (const tenant of tenants.values()) {
    if (source.kind === "sku") tenant.addHeld(bySku);
    else tenant.flush(bySku);
  }
}

function toColumnQuestion({ tenant, seqs, sealedAts }: TenantAxis): ColumnQuestion {
  const { tenantNo, contentEpoch } = tenant;
  return { tenantNo, contentEpoch, sealed: seqs.map((seq, place) => ({ seq, sealedAt: sealedAts[place] ?? 0 })) };
}

interface Batch {
  readonly tenants: ReadonlyMap<number, TrendTenant>;
  readonly learn: (rows: readonly { skuNo: number }[]) => Promise<void>;
  readonly question: BatchQuestion;
  readonly skuId: LifeQuestion["skuId"];
}

async function addGroups(
  reads: Reads,
  axes: readonly TenantAxis[],
  { tenants, learn, dimension }: Batch & { dimension: CountedDimension },
): Promise<void> {
  const spans = axes.flatMap((axis) => spanOf(axis) ?? []);
  const counts = await reads.intervals.counts(spans, dimension);
  await learn(counts);
  for (const count of counts) {
    const tenant = tenants.get(count.tenantNo);
    const values = [count.value];
    if (tenant) tenant.addAssignments({ ...count, values }, placesOf(tenant.axis, count), count.assignments);
  }
}

async function addLives(reads: Reads, axes: readonly TenantAxis[], batch: Batch): Promise<void> {
  const { question, tenants, learn, skuId } = batch;
  const managers = await readManagers(reads, axes, question);
  const only = mentionsSkus(question.filter) ? null : question.choice.only;
  const parts = partsOf(question);
  for (const chunk of await toChunks(reads, axes)) {
    const states = groupedBy(await reads.lives.states(chunk, parts), keyOf);
    const licenses = await reads.lives.licenses(chunk, only);
    await learn(licenses);
    for (const [key, held] of groupedBy(licenses, keyOf)) {
      const tenant = tenants.get(held[0]?.tenantNo ?? 0);
      if (tenant === undefined) continue;
      const life = { states: states.get(key) ?? [], licenses: held };
      const known = managers.get(tenant.axis.tenant.tenantNo) ?? NO_MANAGERS;
      addLife(tenant, life, { question: { ...question, skuId }, managers: known });
    }
  }
}

function keyOf({ tenantNo, userNo }: { readonly tenantNo: number; readonly userNo: number }): string {
  return `${tenantNo} ${userNo}`;
}

/** Small tenants together, a large one in parts: the number of statements does not depend on the days. */
async function toChunks(reads: Reads, axes: readonly TenantAxis[]): Promise<LifeChunk[]> {
  const lasts = await reads.intervals.lastUserNos(axes.map(({ tenant }) => tenant.tenantNo));
  const last = new Map(lasts.map((row) => [row.tenantNo, row.last]));
  const chunks: LifeChunk[] = [];
  let together: LifeChunk["spans"] = [];
  let people = 0;
  for (const span of axes.flatMap((axis) => spanOf(axis) ?? [])) {
    const own = last.get(span.tenantNo) ?? 0;
    for (let from = CHUNK; from <= own; from += CHUNK) chunks.push({ spans: [span], from, to: from + CHUNK });
    if (people + Math.min(own, CHUNK) > CHUNK) {
      chunks.push({ spans: together, from: 0, to: CHUNK });
      [together, people] = [[], 0];
    }
    together = [...together, span];
    people += Math.min(own, CHUNK);
  }
  return [...chunks, { spans: together, from: 0, to: CHUNK }].filter(({ spans }) => spans.length > 0);
}

async function readManagers(
  reads: Reads,
  axes: readonly TenantAxis[],
  { keys, filter }: BatchQuestion,
): Promise<ReadonlyMap<number, ManagersOverTime>> {
  const above = keys.some((key) => key.by === "MANAGER" && key.depth > 1);
  if (!above && !mentions(filter, (one) => Boolean(one.manager))) return new Map();
  const rows = await reads.intervals.managers(axes.flatMap((axis) => spanOf(axis) ?? []));
  const byTenant = groupedBy(rows, (row) => row.tenantNo);
  return new Map(
    axes.map((axis) => [axis.tenant.tenantNo, managersOverTime(axis, byTenant.get(axis.tenant.tenantNo) ?? [])]),
  );
}

/** The texts that the keys and the filter look at. */
function partsOf({ keys, filter }: BatchQuestion): StateParts {
  const fields = new Set<UserTextField>();
  const extensions = new Set<number>();
  for (const key of keys) {
    if (key.by === "EXTENSION_ATTRIBUTE") extensions.add(key.n);
    else if (key.by !== "MANAGER") fields.add(FIELD_DIMENSIONS[key.by]);
  }
  mentions(filter, (one) => {
    for (const field of USER_TEXT_FIELDS) if (one[field]) fields.add(field);
    if (one.extensionAttribute) extensions.add(one.extensionAttribute.n);
    return false;
  });
  const asksManagers = mentions(filter, (one) => Boolean(one.managerId) || Boolean(one.manager));
  const ids = asksManagers || keys.some((key) => key.by === "MANAGER");
  return { fields: [...fields], extensions: [...extensions], ids };
}

function mentionsSkus(filter: UserFilter | null): boolean {
  return mentions(filter, (one) => Boolean(one.skus));
}

/** Is there a part of the filter, however deep, that `test` finds? */
function mentions(filter: UserFilter | null | undefined, test: (one: UserFilter) => boolean): boolean {
  if (!filter) return false;
  const inner = [...(filter.and ?? []), ...(filter.or ?? []), filter.not];
  return test(filter) || inner.some((one) => mentions(one, test));
}

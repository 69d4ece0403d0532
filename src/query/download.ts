import { dayOf, type SnapshotDate } from "../model/snapshot-date.js";
import type { TenantId, TenantScope } from "../model/tenant.js";
import type { Reads, ReadStore } from "../store/read/read-store.js";
import type { SnapshotRow } from "../store/read/snapshot-row.js";
import type { TenantRow } from "../store/read/tenant-reader.js";
import { createQuestions } from "./create-questions.js";
import { bindingOf } from "./cursor.js";
import { downloadDays, type DownloadDays } from "./download-days.js";
import { assertSame, decodePin, digestOf, encodePin, type DownloadPin } from "./download-pin.js";
import type { QueryDeps } from "./query-deps.js";
import type { Questions } from "./questions.js";
import { tenantsInQuestion } from "./tenant-scope.js";

/** A tenant's day as it was read. */
export interface DownloadedDay {
  readonly tenantId: TenantId;
  readonly date: SnapshotDate;
  readonly revision: number;
  readonly contentEpoch: number;
}

/** Questions that answer as at one instant, for as long as a download takes, and again whenever its pin is given. */
export interface Download {
  readonly questions: Questions;
  readonly pin: string;
  readonly days: readonly DownloadedDay[];
  /** SNAPSHOT_GONE or CONTENT_CHANGED as soon as the same bytes can no longer be given. */
  verify(): Promise<void>;
}

/** A download named `name` with these arguments; `pin` null: as of now. */
export type Downloads = (
  scope: TenantScope,
  asked: { readonly name: string; readonly input: object; readonly days: DownloadDays; readonly pin: string | null },
) => Promise<Download>;

/** Pins downloads on a store. */
export function createDownloads(deps: QueryDeps): Downloads {
  return async (scope, { name, input, days, pin }) => {
    const binding = bindingOf(`download/${name}`, scope, input);
    const given = pin === null ? null : decodePin(pin, binding);
    const today = given?.today ?? dayOf(deps.calendar.now());
    const store = given === null ? deps.store : deps.store.asOf(given.sealedBy);
    const readStand = (from: QueryDeps["store"]) => from.read((reads) => stand(reads, scope, { days, today }));
    const found = await readStand(store);
    const made = pinOf(found, { binding, today, sealedBy: given?.sealedBy ?? found.newestSeal });
    if (given !== null) assertSame(given, made);
    const pinned = deps.store.asOf(made.sealedBy);
    return {
      questions: createQuestions({ ...deps, store: pinned, calendar: { now: () => new Date(`${today}T12:00:00Z`) } }),
      pin: encodePin(made),
      days: found.rows.map((row) => toDownloadedDay(row, found.tenants)),
      verify: verifier(deps.store, found, async () => assertSame(made, pinOf(await readStand(pinned), made))),
    };
  };
}

/** Asks one cheap question each time, and looks closely only when its answer has changed. */
function verifier(
  store: ReadStore,
  { tenants, content }: Stand,
  lookClosely: () => Promise<void>,
): () => Promise<void> {
  let known = content;
  return async () => {
    const now = await store.read((reads) => reads.versions.content([...tenants.keys()]));
    if (now === known) return;
    await lookClosely();
    known = now;
  };
}

/** What a download stands on: the days it reads, the tenants' epochs, and how SKUs are named. */
interface Stand {
  readonly tenants: ReadonlyMap<number, TenantRow>;
  readonly rows: readonly SnapshotRow[];
  readonly names: string;
  /** Of all their days: a change is measured from a day that may lie before those asked for. */
  readonly newestSeal: number;
  /** As `versions.content` told it before the rest was read. */
  readonly content: string;
}

async function stand(
  reads: Reads,
  scope: TenantScope,
  { days, today }: { readonly days: DownloadDays; readonly today: SnapshotDate },
): Promise<Stand> {
  const tenants = await tenantsInQuestion(reads, scope, days.tenantIds);
  const numbers = tenants.map(({ tenantNo }) => tenantNo);
  const content = await reads.versions.content(numbers);
  const rows = await downloadDays(reads, tenants, { days, today });
  const names = await reads.versions.names(numbers);
  const newestSeal = await reads.snapshots.newestSeal(numbers);
  return { tenants: new Map(tenants.map((tenant) => [tenant.tenantNo, tenant])), rows, names, content, newestSeal };
}

function pinOf(
  { rows, tenants, names }: Stand,
  known: Pick<DownloadPin, "binding" | "today" | "sealedBy">,
): DownloadPin {
  const { binding, today, sealedBy } = known;
  const epochs = [...new Set(rows.map(({ tenantNo }) => tenantNo))].map((no) => [no, tenants.get(no)?.contentEpoch]);
  const days = digestOf(rows.map(({ tenantNo, day, revision, seq }) => [tenantNo, day, revision, seq]));
  return { binding, today, sealedBy, days, content: digestOf([epochs, names]) };
}

function toDownloadedDay(
  { tenantNo, day, revision }: SnapshotRow,
  tenants: ReadonlyMap<number, TenantRow>,
): DownloadedDay {
  const tenant = tenants.get(tenantNo);
  if (tenant === undefined) throw new Error("a snapshot of a tenant that was not asked for");
  return { tenantId: tenant.tenantId, date: day, revision, contentEpoch: tenant.contentEpoch };
}

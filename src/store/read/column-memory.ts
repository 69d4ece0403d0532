import { firstFrom } from "../../model/ascending.js";

/** What is kept of a tenant's SKU, one value for each sealed sequence. `owned`: 1 where it is subscribed; `company`: not to people. */
export const COLUMN_NAMES = [
  ...(["owned", "company", "enabled", "warning", "suspended", "lockedOut", "consumed"] as const),
  "assignments",
] as const;

export type SkuColumns = Readonly<Record<(typeof COLUMN_NAMES)[number], Int32Array>>;

/** A sealed sequence. The instant it was sealed at tells it from another under the same number, after a failover that lost some. */
export interface SealedSeq {
  readonly seq: number;
  readonly sealedAt: number;
}

/** An interval of some columns of a SKU. */
export interface ColumnRow extends Partial<Record<keyof SkuColumns, number>> {
  readonly sku_no: number;
  readonly from_seq: number;
  readonly to_seq: number;
}

const BYTES_PER_VALUE = Int32Array.BYTES_PER_ELEMENT * COLUMN_NAMES.length;
const FIRST_LENGTH = 32;

/** One tenant's columns. A place, once filled, never changes: a sealed sequence does not. */
export class TenantColumns {
  private readonly places = new Map<number, { readonly place: number; readonly sealedAt: number }>();
  private readonly bySku = new Map<number, SkuColumns>();
  private length = FIRST_LENGTH;

  constructor(readonly contentEpoch: number) {}

  get skus(): ReadonlyMap<number, SkuColumns> {
    return this.bySku;
  }

  get bytes(): number {
    return this.bySku.size * this.length * BYTES_PER_VALUE;
  }

  /** Something that was sealed under another number's instant: what is here belongs to another history. */
  contradicts(asked: readonly SealedSeq[]): boolean {
    return asked.some(({ seq, sealedAt }) => (this.places.get(seq)?.sealedAt ?? sealedAt) !== sealedAt);
  }

  /** Those that are not here yet, upwards. */
  lacking(asked: readonly SealedSeq[]): SealedSeq[] {
    const lacking = new Map(asked.filter(({ seq }) => !this.places.has(seq)).map((one) => [one.seq, one]));
    return [...lacking.values()].sort((a, b) => a.seq - b.seq);
  }

  placesOf(asked: readonly SealedSeq[]): Int32Array {
    return Int32Array.from(asked, ({ seq }) => this.places.get(seq)?.place ?? 0);
  }

  /** Lays intervals on sequences that were lacking; the rows are all that hold one of them. */
  add(lacked: readonly SealedSeq[], rows: readonly ColumnRow[]): void {
    const added = this.lacking(lacked); // somebody else may have added some meanwhile
    const base = this.places.size;
    this.makeRoom(base + added.length);
    const seqs = added.map(({ seq }) => seq);
    for (const row of rows) this.lay(row, seqs, base);
    added.forEach(({ seq, sealedAt }, index) => this.places.set(seq, { place: base + index, sealedAt }));
  }

  private lay(row: ColumnRow, seqs: readonly number[], base: number): void {
    const from = base + firstFrom(seqs, row.from_seq);
    const to = base + firstFrom(seqs, row.to_seq);
    if (from >= to) return;
    const columns = this.columnsOf(row.sku_no);
    for (const name of COLUMN_NAMES) {
      const value = row[name];
      if (value !== undefined) columns[name].fill(value, from, to);
    }
  }

  private columnsOf(skuNo: number): SkuColumns {
    const known = this.bySku.get(skuNo);
    if (known !== undefined) return known;
    const columns = made(() => new Int32Array(this.length));
    this.bySku.set(skuNo, columns);
    return columns;
  }

  /** Questions that hold the old arrays go on reading them. */
  private makeRoom(places: number): void {
    if (places <= this.length) return;
    this.length = Math.max(places, this.length * 2);
    for (const [skuNo, columns] of this.bySku) {
      this.bySku.set(
        skuNo,
        made((name) => {
          const longer = new Int32Array(this.length);
          longer.set(columns[name]);
          return longer;
        }),
      );
    }
  }
}

function made(column: (name: keyof SkuColumns) => Int32Array): SkuColumns {
  return Object.fromEntries(COLUMN_NAMES.map((name) => [name, column(name)])) as Record<keyof SkuColumns, Int32Array>;
}

/** The columns of the tenants asked for last, within a budget of bytes. */
export class ColumnMemory {
  private readonly byTenant = new Map<number, { readonly columns: TenantColumns; readonly bytes: number }>();
  private bytes = 0;

  constructor(private readonly maxBytes: number) {}

  /** A tenant's columns under its content epoch; others where they belong to an earlier one, or to another history. */
  of(tenantNo: number, contentEpoch: number, asked: readonly SealedSeq[]): TenantColumns {
    const known = this.byTenant.get(tenantNo)?.columns;
    if (known?.contentEpoch === contentEpoch && !known.contradicts(asked)) return known;
    return new TenantColumns(contentEpoch);
  }

  /** Keeps them, unless newer ones are kept already. */
  keep(tenantNo: number, columns: TenantColumns): void {
    if ((this.byTenant.get(tenantNo)?.columns.contentEpoch ?? 0) > columns.contentEpoch) return;
    this.forget(tenantNo);
    const { bytes } = columns;
    this.byTenant.set(tenantNo, { columns, bytes });
    this.bytes += bytes;
    for (const oldest of this.byTenant.keys()) {
      if (this.bytes <= this.maxBytes) return;
      this.forget(oldest);
    }
  }

  private forget(tenantNo: number): void {
    this.bytes -= this.byTenant.get(tenantNo)?.bytes ?? 0;
    this.byTenant.delete(tenantNo);
  }
}

import { CHECK_MESSAGES, type SnapshotCheck } from "../model/snapshot-check.js";

type Packed = readonly [
  code: SnapshotCheck["code"],
  ok: 0 | 1,
  expected: number | null,
  actual: number | null,
  skuId?: string,
];

/** The checks as a day keeps them, every day anew: without names and without the sentence that goes with the code. */
export function packChecks(checks: readonly SnapshotCheck[]): string {
  const packed = checks.map(({ code, ok, expected, actual, skuId }): Packed => {
    const figures = [code, ok ? 1 : 0, expected, actual] as const;
    return skuId === null ? figures : [...figures, skuId];
  });
  return JSON.stringify(packed);
}

/** The checks of a day; an earlier build wrote them out whole. */
export function unpackChecks(text: string): SnapshotCheck[] {
  return (JSON.parse(text) as (Packed | SnapshotCheck)[]).map((check) => (isPacked(check) ? unpack(check) : check));
}

function isPacked(check: Packed | SnapshotCheck): check is Packed {
  return Array.isArray(check);
}

function unpack([code, ok, expected, actual, skuId]: Packed): SnapshotCheck {
  return { code, ok: ok === 1, message: CHECK_MESSAGES[code], expected, actual, skuId: skuId ?? null };
}

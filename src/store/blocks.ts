/**
 * How many sequences a block has. The intervals of the counts by group end where their block ends, so that what held at a
 * sequence is found in its block alone, however many days came before it and after it.
 */
export const BLOCK = 32;

/** The first sequence of the block that `seq` lies in. */
export function blockOf(seq: number): number {
  return seq - (seq % BLOCK);
}

/** The blocks that `low` to `high` lie in. */
export function blocksOf(low: number, high: number): number[] {
  const first = blockOf(low);
  return Array.from({ length: (blockOf(high) - first) / BLOCK + 1 }, (_, at) => first + at * BLOCK);
}

/** Of cells as they are counted here. Escaping at most doubles it: half of a `max_allowed_packet` of 1 MB, the least a server has. */
const MOST_BYTES = 250_000;
const MOST_ROWS = 500;
/** A number, a NULL or the punctuation around a cell. */
const SMALL = 12;

function bytesOf(cell: unknown): number {
  if (typeof cell === "string") return SMALL + Buffer.byteLength(cell);
  return Buffer.isBuffer(cell) ? SMALL + cell.length : SMALL;
}

/** Rows in pieces that fit into one statement: at most 500 of them, and at most half a megabyte as it is sent. */
export function* statementChunks<T extends readonly unknown[]>(rows: readonly T[]): Generator<T[]> {
  let chunk: T[] = [];
  let bytes = 0;
  for (const row of rows) {
    const more = row.reduce<number>((sum, cell) => sum + bytesOf(cell), 0);
    if (chunk.length > 0 && (chunk.length === MOST_ROWS || bytes + more > MOST_BYTES)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(row);
    bytes += more;
  }
  if (chunk.length > 0) yield chunk;
}

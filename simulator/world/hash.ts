const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Scrambles a 32-bit number; a bijection, so different inputs never meet. */
export function scramble(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Derives one unsigned 32-bit number from two; the only source of chance in the simulated world. */
export function mix(a: number, b: number): number {
  return scramble((Math.imul(a | 0, 0x9e3779b1) ^ scramble((b | 0) + 0x7f4a7c15)) | 0);
}

/** Hashes a string to 32 bits (FNV-1a, scrambled). */
export function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return scramble(h);
}

/** Writes four 32-bit words as a version 4 GUID. */
export function guidOf(a: number, b: number, c: number, d: number): string {
  const versioned = ((b & 0xffff0fff) | 0x4000) >>> 0;
  const variant = ((c & 0x3fffffff) | 0x80000000) >>> 0;
  return `${hex8(a)}-${hex4(versioned >>> 16)}-${hex4(versioned)}-${hex4(variant >>> 16)}-${hex4(variant)}${hex8(d)}`;
}

/** Derives a stable GUID from a seed and a name. */
export function guidFrom(seed: number, name: string): string {
  const h = mix(seed, hashText(name));
  return guidOf(h, mix(h, 1), mix(h, 2), mix(h, 3));
}

/** Picks one element by a hash. */
export function pick<T>(list: readonly T[], hash: number): T {
  const chosen = list[hash % list.length];
  if (chosen === undefined) throw new RangeError("cannot pick from an empty list");
  return chosen;
}

/** Returns the list turned by some places: the same members in another order. */
export function rotated<T>(list: readonly T[], places: number): T[] {
  if (list.length < 2) return [...list];
  const start = places % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}

function hex4(value: number): string {
  return (HEX[(value >>> 8) & 255] ?? "") + (HEX[value & 255] ?? "");
}

function hex8(value: number): string {
  return hex4(value >>> 16) + hex4(value);
}

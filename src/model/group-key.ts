import type { UserAttributes } from "./directory-user.js";

/** The dimensions whose assignments are counted at import time and kept as intervals; the number is stored. */
export const COUNTED_DIMENSIONS = { DEPARTMENT: 1, COMPANY: 2, COUNTRY: 3, USAGE_LOCATION: 4 } as const;

export type CountedDimension = keyof typeof COUNTED_DIMENSIONS;

/** The value a person has in a counted dimension; null and the empty text are both "missing" (null). */
export function countedValue(dimension: CountedDimension, attributes: UserAttributes): string | null {
  const field = (
    { DEPARTMENT: "department", COMPANY: "companyName", COUNTRY: "country", USAGE_LOCATION: "usageLocation" } as const
  )[dimension];
  return attributes[field] || null;
}

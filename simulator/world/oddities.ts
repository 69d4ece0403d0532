/** What is strange about a person; at least one of each lives in every tenant of 40 people or more. */
export type Oddity =
  | "none"
  | "trailing-space"
  | "lower-case"
  | "decomposed"
  | "empty-string"
  | "japanese"
  | "arabic"
  | "emoji"
  | "guest"
  | "guest-without-mail"
  | "no-user-type"
  | "all-null"
  | "long-values"
  | "no-extension-attributes"
  | "fifteen-nulls"
  | "manager-absent"
  | "manager-empty"
  | "manager-full"
  | "manager-contact"
  | "unlisted-sku"
  | "unlicensed"
  | "awkward-text";

const CYCLE = 40;
const ODDITIES: readonly Oddity[] = [
  "none",
  "trailing-space",
  "lower-case",
  "decomposed",
  "empty-string",
  "japanese",
  "arabic",
  "emoji",
  "guest",
  "no-user-type",
  "none",
  "all-null",
  "long-values",
  "no-extension-attributes",
  "fifteen-nulls",
  "manager-absent",
  "manager-empty",
  "manager-full",
  "manager-contact",
  "unlisted-sku",
  "none",
  "unlicensed",
  "awkward-text",
  "guest-without-mail",
];

/** Gives every slot its oddity. */
export function oddityOf(slot: number): Oddity {
  return ODDITIES[slot % CYCLE] ?? "none";
}

/** Whether the person is a guest of the tenant. */
export function isGuest(oddity: Oddity): boolean {
  return oddity === "guest" || oddity === "guest-without-mail";
}

import type { GraphExtensionAttributes } from "./graph-shapes.js";
import { mix } from "./hash.js";
import type { PersonDay } from "./person.js";

const REGIONS = ["EMEA", "APAC", "AMER", "LATAM"];
const LONG = "x".repeat(1020) + " end";

/** The fifteen attributes: 1 is a personnel number, 2 a region, 3 the cost centre, of the others one is set per person. */
export function extensionAttributesOf(person: PersonDay): GraphExtensionAttributes | null {
  const { oddity, key } = person;
  if (oddity === "no-extension-attributes" || oddity === "guest") return null;
  const bare = oddity === "fifteen-nulls" || oddity === "all-null";
  const region = REGIONS[(key >>> 4) & 3] ?? null;
  const attributes: GraphExtensionAttributes = {
    extensionAttribute1: bare ? null : `P${(person.slot * 7 + 100_000).toString()}`,
    extensionAttribute2: bare || key % 10 === 0 ? null : region,
    extensionAttribute3: bare || key % 20 === 1 ? null : person.department.costCentre,
    extensionAttribute4: null,
    extensionAttribute5: null,
    extensionAttribute6: null,
    extensionAttribute7: null,
    extensionAttribute8: null,
    extensionAttribute9: null,
    extensionAttribute10: null,
    extensionAttribute11: null,
    extensionAttribute12: null,
    extensionAttribute13: null,
    extensionAttribute14: null,
    extensionAttribute15: null,
  };
  if (!bare) attributes[`extensionAttribute${4 + (person.slot % 12)}`] = sparse(person);
  return attributes;
}

function sparse({ oddity, key, slot }: PersonDay): string {
  if (oddity === "long-values") return LONG;
  if (oddity === "trailing-space") return `${slot % 3} `;
  if (oddity === "empty-string") return "";
  return `A${(mix(key, 70) % 500).toString()}`;
}

import { mix, pick } from "./hash.js";
import { isGuest, type Oddity } from "./oddities.js";

/** A person's name, and the part of their addresses that is made from it. */
export interface PersonName {
  given: string | null;
  family: string | null;
  display: string | null;
  alias: string;
}

const GIVEN =
  "Adele Alex Allan Amber Anna Ben Bianca Cameron Christie Debra Diego Emily Enrico Ewa Grady Henrietta Irvin Isaiah Joni Johanna Karim Lee Lidia Lynne Megan Miriam Nestor Niamh Olu Patti Pradeep Rania Raul Sven Tomasz Vance Wei Yara Zoë Åsa José Łukasz".split(
    " ",
  );
const FAMILY =
  "Vance Wilber Deyoung Berger Okafor Miller Muñoz Rodriguez Cline Chan Grossi Kowalska Archie Müller Sokolova Langer Sherman Lorenz Haddad Gu Holloway Robbins Bowen Graham Wilke Fernandez Gupta Mansour Yamamoto Silva Nowak O'Brien Larsson Nguyễn Castellanos Bernard Cohen Dubois Eriksen Fournier Garcia Hughes Ivanova Jensen".split(
    " ",
  );

const ALIASES = new Map([...GIVEN, ...FAMILY].map((name) => [name, plain(name)]));

const FIXED: Partial<Record<Oddity, readonly [string, string]>> = {
  japanese: ["花子", "山田"],
  arabic: ["فاطمة", "الزهراني"],
  emoji: ["Robin 🦊", "O’Hara 👨‍👩‍👧"],
  decomposed: ["Zoe\u0308", "Mu\u0308ller"],
  "long-values": [
    "Wolfeschlegelsteinhausenbergerdorff-".repeat(2).slice(0, 64),
    "Müller-Lüdenscheidt-".repeat(4).slice(0, 64),
  ],
  "awkward-text": ["Robert'); DROP TABLE users;--", '\\"NULL\\"\t\u200b'],
};

/** The name a person's key leads to; the family name changes with the term. */
export function nameOf(key: number, nameTerm: number, oddity: Oddity): PersonName {
  const given = pick(GIVEN, mix(key, 30));
  const family = pick(FAMILY, mix(key, 31 + nameTerm));
  const alias = `${ALIASES.get(given) ?? ""}.${ALIASES.get(family) ?? ""}`;
  const fixed = FIXED[oddity];
  if (fixed) return { given: fixed[0], family: fixed[1], display: `${fixed[1]} ${fixed[0]}`, alias };
  if (oddity === "all-null") return { given: null, family: null, display: null, alias };
  if (oddity === "trailing-space") return { given, family: `${family} `, display: `${given} ${family} `, alias };
  if (isGuest(oddity)) return { given: null, family: null, display: `${given} ${family} (External)`, alias };
  return { given, family, display: `${given} ${family}`, alias };
}

function plain(name: string): string {
  return name
    .normalize("NFD")
    .replace(/[^\p{ASCII}]/gu, "")
    .replace(/[^a-z]/gi, "")
    .toLowerCase();
}

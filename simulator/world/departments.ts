import { pick } from "./hash.js";
import type { Oddity } from "./oddities.js";

/** A department as a person's entry names it, with the cost centre and the titles that go with it. */
export interface Department {
  name: string | null;
  costCentre: string;
  titles: readonly string[];
}

const ROWS: readonly (readonly [string, readonly string[]])[] = [
  ["Sales", ["Account Executive", "Sales Representative", "Regional Sales Lead"]],
  ["Engineering", ["Software Engineer", "Senior Software Engineer", "Site Reliability Engineer"]],
  ["Finance", ["Accountant", "Controller", "Financial Analyst"]],
  ["Human Resources", ["Recruiter", "HR Partner", "Payroll Specialist"]],
  ["Marketing", ["Marketing Specialist", "Content Editor", "Brand Lead"]],
  ["Operations", ["Operations Analyst", "Shift Lead", "Logistics Planner"]],
  ["Customer Service", ["Support Agent", "Support Engineer", "Service Lead"]],
  ["Legal", ["Counsel", "Paralegal"]],
  ["IT", ["Systems Administrator", "Service Desk Analyst", "Security Analyst"]],
  ["Procurement", ["Buyer", "Category Lead"]],
  ["Research & Development", ["Researcher", "Laboratory Technician"]],
  ["Facilities", ["Facilities Coordinator", "Receptionist"]],
  ["Café Operations", ["Barista", "Chef"]],
  ["Qualitätssicherung", ["Prüfer", "Test Engineer"]],
];

const DEPARTMENTS: readonly Department[] = ROWS.map(([name, titles], i) => ({
  name,
  costCentre: `CC-${1001 + i}`,
  titles,
}));

const LONG = "Department of Very Long Names, Cross-Border Coordination & Audits".slice(0, 64);

// Each pair differs only in what a careless comparison loses; the person moves between the two.
const PAIRS: Partial<Record<Oddity, readonly [string | null, string | null]>> = {
  "trailing-space": ["Sales ", "Sales"],
  "lower-case": ["sales", "Sales"],
  decomposed: ["Cafe\u0301 Operations", "Caf\u00e9 Operations"],
  "empty-string": ["", null],
  japanese: ["営業部", "営業本部"],
  arabic: ["الموارد البشرية", "الموارد البشريه"],
  emoji: ["R&D 🚀", "R&D 👩‍🔬"],
  "all-null": [null, null],
  "long-values": [LONG, LONG.toUpperCase()],
};

/** The department a hash and the number of moves lead to. */
export function departmentOf(hash: number, moves: number, oddity: Oddity): Department {
  const department = pick(DEPARTMENTS, hash);
  const pair = PAIRS[oddity];
  if (!pair) return department;
  const name = Math.abs(moves) % 2 === 0 ? pair[0] : pair[1];
  return { ...department, name };
}

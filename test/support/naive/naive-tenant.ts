import type { ImportOutcome } from "../../../src/model/import-outcome.js";
import { changeLine, type DayAnswers, type DayCopy, groupLine, skuLine, userLine } from "./day-copy.js";

const DIMENSIONS = [
  ["DEPARTMENT", "department"],
  ["COMPANY", "companyName"],
  ["COUNTRY", "country"],
  ["USAGE_LOCATION", "usageLocation"],
] as const;

function assignmentsOf(day: DayCopy): number {
  return day.users.reduce((sum, user) => sum + user.licenses.length, 0);
}

function sameContent(a: DayCopy, b: DayCopy): boolean {
  const text = (day: DayCopy) => JSON.stringify([day.users.map(userLine).sort(), day.skus.map(skuLine).sort()]);
  return text(a) === text(b);
}

function implausible(last: DayCopy, today: DayCopy): boolean {
  const [users, skus] = [last.users.length, last.skus.length];
  return (
    (users >= 20 && today.users.length <= users / 2) ||
    (skus >= 6 && today.skus.length <= skus / 2) ||
    (assignmentsOf(last) >= 20 && assignmentsOf(today) === 0)
  );
}

function countLines(day: DayCopy): Pick<DayAnswers, "licenseCounts" | "groupCounts"> {
  const perSku = new Map<string, number>();
  const perGroup = new Map<string, [string, string | null, string, number]>();
  for (const user of day.users) {
    for (const { skuId } of user.licenses) {
      perSku.set(skuId, (perSku.get(skuId) ?? 0) + 1);
      for (const [dimension, field] of DIMENSIONS) {
        const value = user.attributes[field] === "" ? null : user.attributes[field];
        const key = JSON.stringify([dimension, value, skuId]);
        perGroup.set(key, [dimension, value, skuId, (perGroup.get(key)?.[3] ?? 0) + 1]);
      }
    }
  }
  return {
    licenseCounts: [...perSku].map(([skuId, count]) => `${skuId} ${count}`).sort(),
    groupCounts: [...perGroup.values()].map(groupLine).sort(),
  };
}

/** What every question about a kept day has to answer. */
export function answersOf(day: DayCopy): DayAnswers {
  return {
    users: day.users.map(userLine).sort(),
    skus: day.skus.map(skuLine).sort(),
    ...countLines(day),
    totals: { users: day.users.length, skus: day.skus.length, assignments: assignmentsOf(day) },
  };
}

/** Who differs between two kept days, and how. */
export function changesBetween(before: DayCopy, after: DayCopy): string[] {
  const old = new Map(before.users.map((user) => [user.id, userLine(user)]));
  const now = new Map(after.users.map((user) => [user.id, userLine(user)]));
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((id) => old.get(id) !== now.get(id))
    .map((id) => changeLine(id, old.get(id), now.get(id)))
    .sort();
}

/** What a plain import of a day must say, by the rules alone. */
export type Expected = Pick<ImportOutcome, "kind"> & { readonly revision?: number };

/** A tenant kept as whole daily copies in memory: the plainest thing that can be right. */
export class NaiveTenant {
  /** Sealed days: the copy of each revision, the first at index 0. */
  readonly sealed = new Map<string, DayCopy[]>();
  readonly held = new Map<string, DayCopy>();
  /** `day/revision` that retention took. */
  readonly retired = new Set<string>();
  private readonly rejected = new Set<string>();

  import(day: string, copy: DayCopy, again: boolean): Expected {
    const revisions = this.revisionsOf(day);
    if (!again && revisions.length > 0) return { kind: "already-sealed", revision: revisions.length };
    if (!again && (this.held.has(day) || this.rejected.has(day))) return { kind: "already-held" };
    const last = this.newest();
    this.held.delete(day);
    if (last !== undefined && implausible(last, copy)) {
      this.held.set(day, copy);
      return { kind: "held" };
    }
    const highest = revisions.at(-1);
    if (highest !== undefined && sameContent(highest, copy)) return { kind: "unchanged", revision: revisions.length };
    this.sealed.set(day, [...revisions, copy]);
    return { kind: "sealed", revision: revisions.length + 1 };
  }

  accept(day: string): void {
    const copy = this.held.get(day);
    if (copy === undefined) throw new Error("no such held day");
    this.held.delete(day);
    this.sealed.set(day, [...this.revisionsOf(day), copy]);
  }

  reject(day: string): void {
    this.held.delete(day);
    this.rejected.add(day);
  }

  /** Takes whole days; a day that waits for an operator stays. */
  retireDays(days: readonly string[]): void {
    for (const day of days) {
      if (!this.held.has(day)) this.revisionsOf(day).forEach((_, index) => this.retired.add(`${day}/${index + 1}`));
    }
  }

  /** Takes every revision that a later one replaced. */
  retireRevisions(): void {
    for (const [day, copies] of this.sealed) {
      copies.slice(1).forEach((_, index) => this.retired.add(`${day}/${index + 1}`));
    }
  }

  /** The newest sealed day that is left, at its highest revision. */
  newest(): DayCopy | undefined {
    const day = this.days().at(-1);
    return day === undefined ? undefined : this.revisionsOf(day).at(-1);
  }

  /** The sealed days that are left, in order. */
  days(): string[] {
    return [...this.sealed]
      .flatMap(([day, copies]) => (this.retired.has(`${day}/${copies.length}`) ? [] : [day]))
      .sort();
  }

  /** `day/revision`, everything that may be visible, in order. */
  visible(): string[] {
    return [...this.sealed]
      .flatMap(([day, copies]) => copies.map((_, index) => `${day}/${index + 1}`))
      .filter((revision) => !this.retired.has(revision))
      .sort();
  }

  /** Those whom a sealed day saw up to and with this one, retired days too; each day by its highest revision. */
  seenUntil(day: string): ReadonlySet<string> {
    const copies = [...this.sealed].flatMap(([date, revisions]) =>
      date <= day ? (revisions.at(-1)?.users ?? []) : [],
    );
    return new Set(copies.map(({ id }) => id));
  }

  private revisionsOf(day: string): DayCopy[] {
    return this.sealed.get(day) ?? [];
  }
}

import { createDirectory, type Directory, type DirectoryInput } from "../../../simulator/world/directory.js";
import type { GraphUser } from "../../../simulator/world/graph-shapes.js";
import { everyone } from "../../../simulator/world/listing.js";

/** A tenant of 800 people. */
export function aDirectory(changes: Partial<DirectoryInput> = {}): Directory {
  const usual = {
    tenantId: "11111111-1111-4111-8111-111111111111",
    name: "Contoso Ltd",
    domain: "contoso.onmicrosoft.com",
  };
  return createDirectory({
    ...usual,
    users: 800,
    seed: 1,
    churn: 0.01,
    paidSeats: 0,
    firstDay: "2026-01-01",
    ...changes,
  });
}

/** Everybody on a day, by id. */
export function peopleOf(directory: Directory, day: string): Map<string, GraphUser> {
  return new Map([...everyone(directory, day)].map((user) => [user.id, user]));
}

/** The days from a day on, one after the other. */
export function days(first: string, count: number): string[] {
  const start = Date.parse(`${first}T00:00:00Z`);
  return Array.from({ length: count }, (_, i) => new Date(start + i * 86_400_000).toISOString().slice(0, 10));
}

/** A person's entry without the order of licenses and plans, which means nothing. */
export function fingerprint(user: GraphUser): string {
  const licenses = user.assignedLicenses.map((l) => `${l.skuId} ${[...l.disabledPlans].sort().join()}`).sort();
  return JSON.stringify({ ...user, assignedLicenses: licenses });
}

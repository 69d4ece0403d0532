import type { createClient } from "./ask.js";
import { PeopleDocument, PortalConsumptionDocument, type PeopleQuery } from "./generated.js";

type Ask = ReturnType<typeof createClient>;

/** One line a subscription, the most unassigned first. */
export async function consumption(ask: Ask, tenantIds: string[] | null): Promise<string[]> {
  const { licenses } = await ask(PortalConsumptionDocument, { tenantIds });
  const lines = licenses.rows.nodes.map(({ key, measures }) => {
    const { purchased, assigned, unassigned } = measures;
    return `${key[0]?.label}: ${unassigned} of ${purchased} unassigned, ${assigned} assigned`;
  });
  return [`as of ${licenses.asOf.oldest}${licenses.asOf.complete ? "" : " (not every tenant)"}`, ...lines];
}

/** Everybody of a day, page by page; a page never mixes two snapshots. */
export async function* people(ask: Ask, input: { tenantIds: string[] | null; at: string | null }) {
  let after: string | null = null;
  do {
    const { users }: PeopleQuery = await ask(PeopleDocument, { ...input, after });
    yield* users.nodes;
    after = users.pageInfo.hasNextPage ? (users.pageInfo.endCursor ?? null) : null;
  } while (after !== null);
}

import type { ImportDeps } from "../../../src/importer/import-tenant.js";
import type { UserListingStep } from "../../../src/model/directory-listing.js";
import type { DirectoryUser } from "../../../src/model/directory-user.js";
import type { FailureCode } from "../../../src/model/failure.js";
import type { DayCopy } from "../naive/day-copy.js";
import type { Random } from "../naive/random.js";

/** A failure as Microsoft's side raises it: with a code of the published table. */
export class ListingFailure extends Error {
  constructor(
    readonly code: FailureCode,
    readonly detail = "as the test asked",
    readonly retryAfter: Date | null = null,
  ) {
    super(detail);
  }
}

/** How a day is listed; without anything: whole, in one go. */
export interface ListingPlan {
  readonly random: Random;
  readonly pageSize?: number;
  /** How many people come on two pages. */
  readonly twice?: number;
  /** What an earlier walk saw before its page token expired, once for each restart. */
  readonly restarts?: readonly DayCopy[];
  /** Fails after half of the pages. */
  readonly failure?: Error;
  /** Awaited before each page of people is given. */
  readonly beforePage?: (page: number) => Promise<void>;
}

/** A directory that lists one day: pages in another order each time, people on two pages, restarts and failures on demand. */
export function listedDirectory(day: DayCopy, plan: ListingPlan): ImportDeps["directory"] {
  return {
    async listSubscribedSkus(_tenantId, _signal, stats) {
      if (stats) stats.pages += 1;
      return plan.random.shuffled(day.skus);
    },
    async *listUsers(_tenantId, _signal, stats): AsyncGenerator<UserListingStep> {
      for (const earlier of plan.restarts ?? []) {
        const pages = pagesOf(earlier, plan);
        for (const users of pages.slice(0, plan.random.below(pages.length + 1))) yield { kind: "page", users };
        if (stats) stats.retries += 1;
        yield { kind: "restart" };
      }
      const pages = pagesOf(day, plan);
      for (const [index, users] of pages.entries()) {
        if (plan.failure !== undefined && index >= pages.length / 2) throw plan.failure;
        await plan.beforePage?.(index);
        if (stats) stats.pages += 1;
        yield { kind: "page", users };
      }
      if (plan.failure !== undefined) throw plan.failure;
    },
  };
}

function pagesOf(day: DayCopy, plan: ListingPlan): DirectoryUser[][] {
  const { random, pageSize = 999, twice = 0 } = plan;
  const again = random.shuffled(day.users).slice(0, twice);
  const listed = random.shuffled([...day.users, ...again]);
  return Array.from({ length: Math.ceil(listed.length / pageSize) }, (_, page) =>
    listed.slice(page * pageSize, (page + 1) * pageSize),
  );
}

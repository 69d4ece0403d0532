import type { DownloadInputs, Parameters } from "../../graphql/download-input.js";
import type { TenantScope } from "../../model/tenant.js";
import type { DownloadDays } from "../../query/download.js";
import type { GroupKey } from "../../query/answers.js";
import type { Questions } from "../../query/questions.js";
import { licensesTable, USERS, type Table } from "./tables.js";

const PAGE = 200;
const USUAL_GROUPS: readonly GroupKey[] = [{ by: "TENANT" }, { by: "SKU" }];

/** A download as asked for: its arguments, the days it is about, and how to read and write its rows, page by page. */
export interface Asked {
  readonly input: object;
  readonly days: DownloadDays;
  readonly table: Table<never>;
  readonly pages: (questions: Questions, scope: TenantScope) => AsyncIterable<readonly unknown[]>;
}

type Kind = (inputs: DownloadInputs, parameters: Parameters) => Asked;

/** Everything that can be downloaded, by the name in its address. */
export const KINDS: Readonly<Record<string, Kind>> = {
  users: (inputs, parameters) => {
    const input = inputs.users(parameters);
    const pages = (questions: Questions, scope: TenantScope) => userPages(questions, scope, input);
    return { input, days: input, table: USERS, pages };
  },
  licenses: (inputs, parameters) => {
    const given = inputs.licenses(parameters);
    const groupBy = given.groupBy ?? USUAL_GROUPS;
    const input = { ...given, groupBy };
    const pages = async function* (questions: Questions, scope: TenantScope) {
      yield (await questions.licenses(scope, input)).rows;
    };
    return { input, days: input, table: licensesTable(groupBy), pages };
  },
};

/** A page begins behind the last one, on the same days. */
async function* userPages(questions: Questions, scope: TenantScope, input: ReturnType<DownloadInputs["users"]>) {
  const selection = { licenses: true, totalCount: false, managers: false };
  let after: string | null = null;
  do {
    const page = await questions.users(scope, { ...input, first: PAGE, after }, selection);
    yield page.nodes;
    after = page.hasNextPage ? (page.cursors.at(-1) ?? null) : null;
  } while (after !== null);
}

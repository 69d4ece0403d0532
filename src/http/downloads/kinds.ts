import type { DownloadInputs, Parameters } from "../../graphql/download-input.js";
import type { TenantScope } from "../../model/tenant.js";
import type { DownloadDays } from "../../query/download-days.js";
import type { GroupKey } from "../../query/inputs.js";
import type { Questions } from "../../query/questions.js";
import { walkPages } from "../../query/walk-pages.js";
import { CHANGES, licensesTable, trendTable, USERS, type Table } from "./tables.js";

const PAGE = 200;
const USUAL_GROUPS: readonly GroupKey[] = [{ by: "TENANT" }, { by: "SKU" }];

/** A download as asked for: its arguments, the days it is about, and how to read and write its rows, page by page. */
export interface Asked {
  readonly input: object;
  readonly days: DownloadDays;
  readonly table: Table<never>;
  readonly pages: (questions: Questions, scope: TenantScope) => AsyncIterable<readonly unknown[]>;
}

const PEOPLE = { licenses: true, totalCount: false, managers: false };

type Kind = (inputs: DownloadInputs, parameters: Parameters) => Asked;

/** Everything that can be downloaded, by the name in its address. */
export const KINDS: Readonly<Record<string, Kind>> = {
  users: (inputs, parameters) => {
    const input = inputs.users(parameters);
    const page = (questions: Questions, scope: TenantScope) => (after: string | null) =>
      questions.users(scope, { ...input, first: PAGE, after }, PEOPLE);
    return { input, days: input, table: USERS, pages: (...from) => walkPages(page(...from)) };
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
  trend: (inputs, parameters) => {
    const given = inputs.trend(parameters);
    const groupBy = given.groupBy ?? USUAL_GROUPS;
    const input = { ...given, groupBy };
    const pages = async function* (questions: Questions, scope: TenantScope) {
      const { points, series, other } = await questions.licenseTrend(scope, input);
      for (const one of other ? [...series, other] : series)
        yield points.map((point, at) => ({ point, series: one, at }));
    };
    const reach = input.onGap === "PREVIOUS" ? input.maxAgeDays : 0;
    return { input, days: { ...input, reach }, table: trendTable(groupBy), pages };
  },
  changes: (inputs, parameters) => {
    const { first: _first, after: _after, ...input } = inputs.changes(parameters);
    const page = (questions: Questions, scope: TenantScope) => (after: string | null) =>
      questions.changes(scope, { ...input, first: PAGE, after }, { totalCount: false });
    const days = { ...input, reach: null };
    return { input, days, table: CHANGES, pages: (...from) => walkPages(page(...from)) };
  },
};

import type { CliTools } from "../cli/tools.js";
import type { Config } from "../config.js";
import { acceptRefreshToken, startSignIn } from "../microsoft/sign-in.js";
import { ALL_TENANTS } from "../model/tenant.js";
import { migrate } from "../store/data-source.js";
import { ProductNameStore } from "../store/write/product-name-store.js";
import { OperatorActions } from "../store/write/operator-actions.js";
import { SuspectStore } from "../store/write/suspect-store.js";
import { openBase, prepareSchema } from "./base.js";
import { createImporter, signedIn } from "./importing.js";
import { createOutboundTools } from "./outbound.js";
import type { Page } from "../query/answers.js";
import { walkPages } from "../query/walk-pages.js";

/** The tools of the operator's commands. `stopAtSignal` is called by the first import: until then a signal just ends the process. */
export async function createCliTools(config: Config, stopAtSignal: () => AbortSignal): Promise<CliTools> {
  const base = await openBase(config);
  const { calendar, database, questions } = base;
  let importer: ReturnType<typeof createImporter> | undefined;
  let stopping: AbortSignal | undefined;
  const needImporter = () => (importer ??= createImporter(base));
  return {
    calendar,
    prepareSchema: () => prepareSchema(base),
    migrate: () => migrate(database),
    signIn: {
      withBrowser: async (port) => {
        const signIn = await startSignIn(signedIn(base), { port });
        const finished = signIn.finished.then(async (result) => {
          await needImporter().probeSoon();
          return result;
        });
        finished.catch(() => undefined); // whoever awaits it sees the rejection
        return { ...signIn, finished };
      },
      withToken: async (token) => {
        await acceptRefreshToken(signedIn(base), token);
        await needImporter().probeSoon();
      },
    },
    tenants: {
      sync: async (onShrink) => needImporter().syncTenants(onShrink),
      held: async () => needImporter().lists.held(),
      list: () => everyPage((after) => questions.tenants(ALL_TENANTS, { first: 200, after })),
    },
    importTenant: async (tenantId, { again, reason, onProgress }) =>
      needImporter().importToday(tenantId, {
        again: again ? (reason ?? "") : null,
        signal: (stopping ??= stopAtSignal()),
        ...(onProgress === undefined ? {} : { onProgress }),
      }),
    coverage: (input) => everyPage((after) => questions.coverage(ALL_TENANTS, { ...input, first: 200, after })),
    suspects: new SuspectStore(database),
    productNames: new ProductNameStore(database),
    actions: (most) => new OperatorActions(database).list(most),
    ...createOutboundTools(base),
    close: () => database.close(),
  };
}

async function everyPage<T>(read: (after: string | null) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  for await (const nodes of walkPages(read)) all.push(...nodes);
  return all;
}

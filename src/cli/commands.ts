import type { Command } from "commander";
import type { SnapshotDate } from "../model/snapshot-date.js";
import type { TenantId } from "../model/tenant.js";
import { listActions } from "./actions.js";
import type { Run } from "./context.js";
import { printCoverage } from "./coverage.js";
import { assertImportInput, importTenants } from "./import.js";
import { loginWithBrowser, loginWithToken } from "./login.js";
import { migrate } from "./migrate.js";
import { actorOf, toDay, toMost, toPort, toTenant, toTenants } from "./option-values.js";
import { addOutboundCommands } from "./outbound-commands.js";
import { importProductNames } from "./skus.js";
import { acceptSuspect, listSuspects, rejectSuspect } from "./suspect.js";
import { listHeldTenants, listTenants, syncTenants } from "./tenants.js";

const TENANT = "--tenant <id>";
const BY = ["--by <name>", "who decides; else the user this runs as"] as const;

/** Adds every command to the program; wrong options end here, before anything is opened. */
export function addCommands(program: Command, run: Run): void {
  program
    .command("migrate")
    .description("bring the database schema up to date")
    .action(() => run(migrate, { oldSchema: true }));
  addLogin(program, run);
  addTenants(program, run);
  addImport(program, run);
  addCoverage(program, run);
  addSuspect(program, run);
  program
    .command("actions")
    .description("what operators decided, the newest first")
    .option("--most <number>", "how many to list", toMost, 100)
    .action(({ most }: { most: number }) => run((context) => listActions(context, most)));
  program
    .command("skus")
    .description("what products are called")
    .command("import")
    .description("take product names over from Microsoft's published list of products")
    .argument("<file>", "the list, as Microsoft publishes it (CSV)")
    .action((file: string) => run((context) => importProductNames(context, file)));
  addOutboundCommands(program, run);
}

function addLogin(program: Command, run: Run): void {
  program
    .command("login")
    .description("sign the service account in and keep its refresh token, encrypted")
    .option("--refresh-token-stdin", "take a refresh token from standard input in place of a browser")
    .option(
      "--port <number>",
      "port of the loopback address the browser comes back to; 0 takes a free one",
      toPort,
      8400,
    )
    .action((options: { refreshTokenStdin?: true; port: number }) =>
      run((context) => (options.refreshTokenStdin ? loginWithToken(context) : loginWithBrowser(context, options.port))),
    );
}

function addTenants(program: Command, run: Run): void {
  const tenants = program.command("tenants").description("the customers of the partner");
  tenants
    .command("sync")
    .description("take the customer list over from the Partner Center")
    .option("--accept-shrink", "believe a list that lost half of the tenants or more")
    .option(...BY)
    .action(({ acceptShrink = false, by }: { acceptShrink?: true | false; by?: string }) =>
      run((context) => syncTenants(context, { acceptShrink, actor: actorOf(by) })),
    );
  tenants
    .command("held")
    .description("list the tenants that a customer list which was not believed does not name")
    .action(() => run(listHeldTenants));
  tenants
    .command("list")
    .description("list every tenant and its days")
    .action(() => run(listTenants));
}

function addImport(program: Command, run: Run): void {
  program
    .command("import")
    .description("read today's snapshot of some tenants, or of all")
    .option(TENANT, "a tenant; may be given several times", toTenants)
    .option("--all", "every active tenant")
    .option("--again", "read a day that is already sealed, held or rejected once more")
    .option("--reason <text>", "why it is read again; kept with the run")
    .action(async (options: { tenant?: TenantId[]; all?: true; again?: true; reason?: string }) => {
      const { tenant: tenantIds = [], all = false, again = false, reason = null } = options;
      const input = { tenantIds, all, again, reason };
      assertImportInput(input);
      await run((context) => importTenants(context, input));
    });
}

function addCoverage(program: Command, run: Run): void {
  program
    .command("coverage")
    .description("which days exist, and why the others do not")
    .option(TENANT, "a tenant; may be given several times", toTenants)
    .option("--from <date>", "first day, YYYY-MM-DD; 29 days before --to", toDay("--from"))
    .option("--to <date>", "last day, YYYY-MM-DD; today", toDay("--to"))
    .action((options: { tenant?: TenantId[]; from?: SnapshotDate; to?: SnapshotDate }) => {
      const { tenant: tenantIds = [], from, to } = options;
      return run((context) => printCoverage(context, { tenantIds, from: from ?? null, to: to ?? null }));
    });
}

function addSuspect(program: Command, run: Run): void {
  const suspect = program.command("suspect").description("days that are complete and held back");
  suspect
    .command("list")
    .description("list them with the checks that hold them")
    .action(() => run(listSuspects));
  const decisions = [
    { name: "accept", description: "make a held day visible", decide: acceptSuspect },
    { name: "reject", description: "throw a held day away", decide: rejectSuspect },
  ];
  for (const { name, description, decide } of decisions) {
    suspect
      .command(name)
      .description(description)
      .requiredOption(TENANT, "the tenant", toTenant)
      .requiredOption("--day <date>", "the day, YYYY-MM-DD", toDay("--day"))
      .option(...BY)
      .action(({ tenant: tenantId, day, by }: { tenant: TenantId; day: SnapshotDate; by?: string }) =>
        run((context) => decide(context, { tenantId, day, actor: actorOf(by) })),
      );
  }
}

import type { CliContext } from "./context.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { columns } from "./output.js";

/** Takes the customer list over from the Partner Center; one that lost half of the tenants is held, unless `acceptShrink`. */
export async function syncTenants(
  { tools, out }: CliContext,
  { acceptShrink, actor }: { acceptShrink: boolean; actor: string },
): Promise<ExitCode> {
  const onShrink = acceptShrink ? ({ kind: "accept", actor } as const) : ({ kind: "hold" } as const);
  const { added, renamed, gone, total, held } = await tools.tenants.sync(onShrink);
  const text = `${total} tenants: ${added} added, ${renamed} renamed, ${gone} gone`;
  out.result(text, { added, renamed, gone, total, held: held?.missing.length ?? 0 });
  if (held === null) return EXIT.OK;
  const { missing, active } = held;
  out.note(
    `${missing.length} of ${active} active tenants are not in the list any more. That is not believed, and none was marked as gone: ` +
      "see `tenants held`, and run `tenants sync --accept-shrink` if it is true.",
  );
  return EXIT.SOME_TENANTS;
}

/** Prints the tenants that a customer list which was not believed does not name. */
export async function listHeldTenants({ tools, out }: CliContext): Promise<ExitCode> {
  const held = await tools.tenants.held();
  if (held === null) {
    out.note("No customer list is held.");
    return EXIT.OK;
  }
  const names = new Map((await tools.tenants.list()).map(({ tenantId, name }) => [tenantId, name]));
  const heldSince = held.since.toISOString();
  for (const tenantId of held.missing) {
    const name = names.get(tenantId) ?? null;
    out.result(columns(tenantId, name), { tenantId, name, heldSince });
  }
  out.note(
    `${held.missing.length} of ${held.active} active tenants are missing in the customer list since ${heldSince}.`,
  );
  return EXIT.OK;
}

/** Prints every tenant and which days it has. */
export async function listTenants({ tools, out }: CliContext): Promise<ExitCode> {
  for (const tenant of await tools.tenants.list()) {
    const { tenantId, name, defaultDomain, state, firstSnapshot, lastSnapshot } = tenant;
    const days = lastSnapshot === null ? "no snapshot yet" : `${firstSnapshot} to ${lastSnapshot}`;
    const object = { tenantId, name, defaultDomain, state, firstSnapshot, lastSnapshot };
    out.result(columns(tenantId, state, name, defaultDomain, days), object);
  }
  return EXIT.OK;
}

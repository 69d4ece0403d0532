import type { CliContext } from "./context.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { columns } from "./output.js";

/** Takes the customer list over from the Partner Center. */
export async function syncTenants({ tools, out }: CliContext): Promise<ExitCode> {
  const { added, renamed, gone, total } = await tools.tenants.sync();
  const text = `${total} tenants: ${added} added, ${renamed} renamed, ${gone} gone`;
  out.result(text, { added, renamed, gone, total });
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

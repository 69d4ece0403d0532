import type { CliContext } from "./context.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { readProductList } from "./product-list.js";

/** Takes the names of products and service plans over from Microsoft's published list; the whole file is read before anything is changed. */
export async function importProductNames({ tools, out }: CliContext, file: string): Promise<ExitCode> {
  const { products, plans, skipped, conflicting } = await readProductList(file);
  const done = await tools.productNames.import({ products, plans });
  const { added, changed, unchanged } = done.products;
  const text = [
    `${products.size} products: ${added} added, ${changed} renamed, ${unchanged} as before`,
    `${plans.size} service plans: ${done.plans.added} added, ${done.plans.changed} renamed, ${done.plans.unchanged} as before`,
  ].join("\n");
  const ofPlans = { plans: plans.size, plansAdded: done.plans.added, plansChanged: done.plans.changed };
  out.result(text, { products: products.size, added, changed, unchanged, ...ofPlans, skipped, conflicting });
  if (skipped > 0) out.note(`${skipped} rows have no id of a product or no name that can be shown.`);
  if (conflicting > 0) out.note(`${conflicting} products have several names; the first one is taken.`);
  return EXIT.OK;
}

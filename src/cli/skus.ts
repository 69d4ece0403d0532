import type { CliContext } from "./context.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { readProductList } from "./product-list.js";

/** Takes product names over from Microsoft's published list; the whole file is read before anything is changed. */
export async function importProductNames({ tools, out }: CliContext, file: string): Promise<ExitCode> {
  const { names, skipped, conflicting } = await readProductList(file);
  const { added, changed, unchanged } = await tools.productNames.import(names);
  const text = `${names.size} products: ${added} added, ${changed} renamed, ${unchanged} as before`;
  out.result(text, { products: names.size, added, changed, unchanged, skipped, conflicting });
  if (skipped > 0) out.note(`${skipped} rows have no id of a product or no name that can be shown.`);
  if (conflicting > 0) out.note(`${conflicting} products have several names; the first one is taken.`);
  return EXIT.OK;
}

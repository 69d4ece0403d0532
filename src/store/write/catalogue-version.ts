import type { Session } from "../database.js";

/**
 * Gives the catalogue another version: in the transaction that adds or names a SKU, or names a product or a plan, so that
 * whoever reads one sees the other.
 */
export async function raiseCatalogueVersion(session: Session): Promise<void> {
  await session.run("UPDATE catalogue SET version = version + 1 WHERE catalogue_no = 1");
}

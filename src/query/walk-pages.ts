import type { Page } from "./answers.js";

/** Every page of a question, each beginning behind the one before. */
export async function* walkPages<T>(read: (after: string | null) => Promise<Page<T>>): AsyncGenerator<readonly T[]> {
  let after: string | null = null;
  do {
    const page: Page<T> = await read(after);
    yield page.nodes;
    after = page.hasNextPage ? (page.cursors.at(-1) ?? null) : null;
  } while (after !== null);
}

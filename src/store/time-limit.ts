/** The answer, or the rejection that `late` makes once `milliseconds` have passed; the work itself goes on, and nobody waits for it. */
export async function within<T>(milliseconds: number, work: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), milliseconds);
  });
  work.catch(() => {}); // after the limit nobody else would hear of it
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

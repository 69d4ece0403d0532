/** Works through `items`, at most `limit` at once. After an error nothing new begins, and what runs is awaited before it is thrown. */
export async function eachAtOnce<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  let stopped = false;
  async function lane(): Promise<void> {
    for (const item of waiting) {
      if (stopped) return;
      await work(item).catch((error: unknown) => {
        stopped = true;
        throw error;
      });
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: limit }, lane));
  const failed = lanes.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}

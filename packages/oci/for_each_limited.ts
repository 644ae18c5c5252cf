/**
 * Runs an action for each item, a few at a time; the first failure ends the start of further ones.
 *
 * @param items The items.
 * @param options How many run at the same time, and what is done.
 */
export async function forEachLimited<T>(
  items: readonly T[],
  { limit, action }: { limit: number; action: (item: T) => Promise<void> },
): Promise<void> {
  const waiting = items.values();
  const worker = async (): Promise<void> => {
    for (const item of waiting) {
      try {
        await action(item);
      } catch (error) {
        // Takes what is left from the other workers too.
        for (const _ of waiting);
        throw error;
      }
    }
  };
  const workers = Array.from({ length: Math.min(limit, items.length) }, worker);
  const results = await Promise.allSettled(workers);
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

import { until } from "@mlops/testing/until";
import type { Service } from "../create_service.ts";

/**
 * Looks at the registry once, and again where it did not answer in time, as the service does: a real MLflow
 * on a busy machine may take longer than a look waits.
 *
 * @returns Whether the champion is as the registry asks.
 */
export async function lookAnswered(
  { follower, store }: Pick<Service, "follower" | "store">,
): Promise<boolean> {
  let isFound = false;
  await until("an answer of the registry", async () => {
    isFound = await follower.look(new AbortController().signal);
    return !/^the registry cannot be read: .* within \d+ ms/.test(store.trouble ?? "");
  });
  return isFound;
}

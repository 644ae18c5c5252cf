import type { Check } from "./check.ts";
import type { Cluster } from "./cluster.ts";

/** What an overlay may leave to a service outside, with the network policy that it has then. */
const POLICIES = { Postgres: "external-postgres", "MLflow's volume": "artifacts-s3" } as const;

/** A part of the stack that may be elsewhere. */
export type OutsidePart = keyof typeof POLICIES;

/**
 * Finds out whether a service outside does what a part of the stack would.
 *
 * @param cluster The cluster.
 * @param part The part.
 * @returns Whether the deployed overlay says so.
 */
export async function isElsewhere(cluster: Cluster, part: OutsidePart): Promise<boolean> {
  return (await cluster.objects("networkpolicies", [POLICIES[part]])).length > 0;
}

/**
 * Lets a check pass where it has nothing to look at.
 *
 * @param cluster The cluster.
 * @param part What the check looks at.
 * @param check The check.
 * @returns The check, which says that the part is elsewhere where it is.
 */
export function unlessElsewhere(
  cluster: Cluster,
  part: OutsidePart,
  { run, ...check }: Check,
): Check {
  return {
    ...check,
    run: async () =>
      await isElsewhere(cluster, part) ? `${part} is elsewhere, and was not asked` : await run(),
  };
}

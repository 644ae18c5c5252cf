import { ApplyError } from "../apply_error.ts";
import type { Kubectl } from "../cluster/kubectl.ts";
import { askPostgres } from "../cluster/postgres_query.ts";

/** What the name of a Revision may look like; nothing else gets into a statement. */
const NAME = /^[a-z0-9-]+$/;

/**
 * Counts logged probabilities of each Revision by tenth. The log names the pod that answered, and a pod's name
 * begins with its Revision's.
 *
 * @param kubectl Calls kubectl.
 * @param options The namespace, both Revisions, and how far back, in s.
 * @returns Rows by tenth, `[0, 0.1)` first; `null` where the log cannot be read.
 */
export async function loggedProbabilities(
  kubectl: Kubectl,
  { namespace, old, fresh, seconds }: {
    namespace: string;
    old: string;
    fresh: string;
    seconds: number;
  },
): Promise<{ old: number[]; fresh: number[] } | null> {
  if (![old, fresh].every((name) => NAME.test(name))) return null;
  const query = "select case when instance like '" + fresh + "-%' then 1 else 0 end, " +
    "least(floor(probability * 10)::int, 9), count(*) from predictions " +
    `where predicted_at > now() - interval '${
      Math.ceil(seconds)
    } seconds' and source = 'champion' ` +
    `and (instance like '${old}-%' or instance like '${fresh}-%') ` +
    "and probability between 0 and 1 group by 1, 2";
  let printed: string;
  try {
    printed = await askPostgres(kubectl, { namespace, database: "predictions", query });
  } catch (error) {
    // Elsewhere, or away: the service goes on without it, and so does this.
    if (error instanceof ApplyError) return null;
    throw error;
  }
  const counts = { old: new Array<number>(10).fill(0), fresh: new Array<number>(10).fill(0) };
  for (const line of printed.split("\n").filter((text) => text !== "")) {
    const [isFresh = 0, tenth = 0, count = 0] = line.split("|").map(Number);
    (isFresh === 1 ? counts.fresh : counts.old)[tenth] = count;
  }
  return counts;
}

import type { Place } from "../engine/place.ts";

/**
 * Asks the cluster whether a Knative Service may have a pod like this, without making one.
 *
 * @param podSpec What its pods would be.
 * @returns What the cluster answers, in one line.
 */
export async function askKnative(
  place: Place,
  podSpec: Readonly<Record<string, unknown>>,
): Promise<string> {
  const service = JSON.stringify({
    apiVersion: "serving.knative.dev/v1",
    kind: "Service",
    metadata: { name: "asked-only" },
    spec: { template: { spec: podSpec } },
  });
  const args = ["apply", "--dry-run=server", "--filename=-"];
  const answer = await place.kubectl(args, service).catch((error: Error) => error.message);
  const lines = answer.trim().split("\n").map((line) => line.trim());
  // The cluster's own sentence follows kubectl's, and the name of the webhook or of the decoder.
  return lines.join(" ").replace(/^.*(denied the request|strict decoding error):\s*/, "");
}

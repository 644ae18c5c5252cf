import http from "k6/http";

/** Two model versions that hold the same model, so that every answer stays checkable. */
export interface RolloutVersions {
  /** Version that had the alias before. */
  readonly first: string;
  /** Copy of it that was registered for this load. */
  readonly second: string;
}

const NAME = "diabetes-model";
const ALIAS = "champion";

/**
 * Registers a second version of the champion's model, so that the alias can move between the two.
 *
 * @param trackingUri Tracking server, without a final slash.
 * @returns Both versions.
 * @throws {Error} If the tracking server refuses; the message has its answer.
 */
export function registerSecondVersion(trackingUri: string): RolloutVersions {
  const champion = call(trackingUri, "GET", `registered-models/alias?name=${NAME}&alias=${ALIAS}`);
  const first = champion["model_version"] as Record<string, unknown>;
  const copy = call(trackingUri, "POST", "model-versions/create", {
    "name": NAME,
    "source": first["source"],
    "run_id": first["run_id"],
    // Tags carry the digest of the model, without which a service in production refuses it.
    "tags": first["tags"],
  })["model_version"] as Record<string, unknown>;
  return { first: String(first["version"]), second: String(copy["version"]) };
}

/**
 * Moves the alias `champion`.
 *
 * @param trackingUri Tracking server, without a final slash.
 * @param version Version that gets it.
 * @throws {Error} If the tracking server refuses.
 */
export function setChampion(trackingUri: string, version: string): void {
  call(trackingUri, "POST", "registered-models/alias", { "name": NAME, "alias": ALIAS, version });
}

/**
 * Removes the second version again, after the first has its alias back.
 *
 * @param trackingUri Tracking server, without a final slash.
 * @param versions Both versions.
 * @throws {Error} If the tracking server refuses.
 */
export function removeSecondVersion(trackingUri: string, versions: RolloutVersions): void {
  setChampion(trackingUri, versions.first);
  call(trackingUri, "DELETE", "model-versions/delete", {
    "name": NAME,
    "version": versions.second,
  });
}

function call(
  trackingUri: string,
  method: "GET" | "POST" | "DELETE",
  path: string,
  body?: Record<string, unknown>,
): Record<string, unknown> {
  const response = http.request(
    method,
    `${trackingUri}/api/2.0/mlflow/${path}`,
    body === undefined ? null : JSON.stringify(body),
    {
      headers: { "content-type": "application/json" },
      tags: { name: `MLflow ${path.split("?")[0]}` },
    },
  );
  if (response.status !== 200) {
    throw new Error(
      `Cannot ${method} ${path} of MLflow at ${trackingUri}: ${response.status} ${response.body}`,
    );
  }
  return JSON.parse(String(response.body)) as Record<string, unknown>;
}

// @ts-check
/**
 * The load test's request and checks in a closed loop: CLIENTS ask for SECONDS, each as soon as it was
 * answered. Writes what the test asserts to RESULT.
 *
 * @module
 */
import predict from "../../loadtest/predict.js";

/** How a request may fail: no answer, refused by the service, by Knative, by the ingress. */
const FAILURES = [0, 429, 500, 502, 503, 504];

export const options = {
  // k6 counts by status only what a threshold names; these always hold.
  thresholds: Object.fromEntries(
    FAILURES.map((status) => [`http_reqs{status:${status}}`, ["count>=0"]]),
  ),
  scenarios: {
    closed: {
      executor: "constant-vus",
      vus: Number(__ENV["CLIENTS"]),
      duration: `${__ENV["SECONDS"]}s`,
      gracefulStop: "30s",
    },
  },
};

/** Sends one patient and checks the answer. */
export default function () {
  predict(null);
}

/**
 * Writes the result.
 *
 * @param {{ metrics: Record<string, { values: Record<string, number> }> }} data What k6 measured.
 */
export function handleSummary({ metrics }) {
  const value = (/** @type {string} */ metric, /** @type {string} */ name) =>
    metrics[metric]?.values[name] ?? NaN;
  const result = {
    requests: value("http_reqs", "count"),
    failed: value("http_req_failed", "passes"),
    wrong: value("checks", "fails"),
    failures: FAILURES.flatMap((status) => {
      const count = metrics[`http_reqs{status:${status}}`]?.values["count"] ?? 0;
      return count > 0 ? [`${count} with status ${status}`] : [];
    }),
    p95Ms: value("http_req_duration", "p(95)"),
  };
  return { [`${__ENV["RESULT"]}`]: JSON.stringify(result) };
}

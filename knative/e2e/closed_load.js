// @ts-check
/**
 * The load test's request and checks in a closed loop: CLIENTS ask for SECONDS, each as soon as it was
 * answered. Writes what the test asserts to RESULT.
 *
 * @module
 */
import predict from "../../loadtest/predict.js";

export const options = {
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
    failed: value("http_req_failed", "passes") + value("checks", "fails"),
    p95Ms: value("http_req_duration", "p(95)"),
  };
  return { [`${__ENV["RESULT"]}`]: JSON.stringify(result) };
}

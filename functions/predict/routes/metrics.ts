import { loadProcessTimes } from "../metrics/process_metrics.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Route } from "../http/route.ts";

/**
 * Makes `GET /metrics`, in Prometheus' text format.
 *
 * @param metrics What is counted.
 * @returns The route.
 */
export function metricsRoute(metrics: Metrics): Route {
  return {
    method: "GET",
    path: "/metrics",
    async handle() {
      await loadProcessTimes();
      return new Response(metrics.text(), {
        headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
      });
    },
  };
}

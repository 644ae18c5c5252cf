import process from "node:process";
import type { Exposition } from "./prometheus.ts";

/**
 * Declares what Prometheus' own client libraries tell of a process, by the names that they give it;
 * the numbers are read when the metrics are.
 *
 * @param exposition Where.
 */
export function declareProcessMetrics(exposition: Exposition): void {
  exposition.read(
    { name: "process_start_time_seconds", type: "gauge" },
    "When the process began, in seconds since 1970.",
    () => performance.timeOrigin / 1000,
  );
  exposition.read(
    { name: "process_cpu_seconds_total", type: "counter" },
    "Time that the process spent on processors.",
    () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    },
  );
  exposition.read(
    { name: "process_resident_memory_bytes", type: "gauge" },
    "Memory that the process holds.",
    () => Deno.memoryUsage().rss,
  );
}

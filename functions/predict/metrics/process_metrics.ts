import type { Exposition } from "./prometheus.ts";

/** Processor times in us; `null` until a scrape has asked for them. */
let cpuUsage: (() => { readonly user: number; readonly system: number }) | null = null;

/**
 * Loads what tells the processor times, for the first scrape: Node's `process` takes 9 ms and 4 MiB, a
 * tenth of a cold start.
 *
 * @returns Once they can be told.
 */
export async function loadProcessTimes(): Promise<void> {
  if (cpuUsage !== null) return;
  const { default: process } = await import("node:process");
  cpuUsage = () => process.cpuUsage();
}

/**
 * Declares what Prometheus' own client libraries tell of a process, by the names that they give it;
 * the numbers are read when the metrics are, processor times once {@linkcode loadProcessTimes} has ended.
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
      const { user, system } = cpuUsage?.() ?? { user: NaN, system: NaN };
      return (user + system) / 1e6;
    },
  );
  exposition.read(
    { name: "process_resident_memory_bytes", type: "gauge" },
    "Memory that the process holds.",
    () => Deno.memoryUsage().rss,
  );
}

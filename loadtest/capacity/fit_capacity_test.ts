import { deepEqual, throws } from "node:assert/strict";
import { fitCapacity } from "./fit_capacity.ts";

const point = (concurrency: number, throughput: number, meanMs: number) => ({
  concurrency,
  throughput,
  meanSeconds: meanMs / 1000,
  cpuSecondsPerRequest: 0.0005,
});

Deno.test("fitCapacity() finds the knee where the asymptotes cross", () => {
  // Alone 2 ms; saturated at 2000 a second: 2000 * 0.002 = 4 in flight. 70 % of 2000 a second at
  // 0.5 ms of CPU are 0.7 cores, of which 1.4 is the request whose half they are.
  deepEqual(
    fitCapacity([point(1, 480, 2), point(2, 950, 2.1), point(4, 1700, 2.3), point(16, 2000, 8)], 1),
    {
      maxThroughput: 2000,
      isReached: true,
      serviceSeconds: 0.002,
      kneeConcurrency: 4,
      cpuSecondsPerRequest: 0.0005,
      target: 4,
      containerConcurrency: 128,
      cpuRequestMillis: 1400,
    },
  );
});

Deno.test("fitCapacity() follows from the CPU time what the load could not reach", () => {
  // 0.5 ms of CPU on one core are 2000 a second; the load sent 600.
  const { maxThroughput, isReached, target } = fitCapacity(
    [point(1, 300, 3), point(8, 600, 13)],
    1,
  );
  deepEqual([maxThroughput, isReached, target], [2000, false, 6]);
});

Deno.test("fitCapacity() wants a request that was alone", () => {
  throws(() => fitCapacity([point(2, 100, 1)], 1), {
    name: "RangeError",
    message: "Cannot fit the capacity as every loop must answer, and one must have a single " +
      "request in flight: concurrencies are 2",
  });
});

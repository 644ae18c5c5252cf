import { deepEqual, equal, ok } from "node:assert/strict";
import { candidates, type PlanRow, planRows, SHAPES, winner } from "./plan.ts";

/** A thousand requests a second, in 1 ms each. */
const POD = {
  maxThroughput: 1000,
  serviceSeconds: 0.001,
  maxConcurrency: 50,
  cpuSecondsPerRequest: 0.00005,
  cpuRequest: 0.05,
  startSeconds: 2,
};

const spike = SHAPES.find(({ name }) => name === "spike")!;
const day = SHAPES.find(({ name }) => name === "day")!;

Deno.test("SHAPES have their peak at 1, and the day its night", () => {
  equal(spike.share(700), 1);
  ok(Math.abs(day.share(4 * 3600) - 0.05) < 1e-9);
  ok(Math.abs(day.share(16 * 3600) - 1) < 1e-9);
});

Deno.test("planRows() shows the HPA behind a spike of ten times the load, and Knative with it", () => {
  const rows = planRows(POD, { shape: spike, peak: 10_000 });
  deepEqual(
    rows.map(({ candidate }) => candidate),
    candidates(POD, 1).map((it) => it.name),
  );
  const worst = (word: string) =>
    Math.max(
      ...rows.filter(({ candidate }) => candidate.startsWith(word))
        .map(({ result }) => result.latencySeconds.p99),
    );
  ok(worst("Knative") < 1, `${worst("Knative")} s`);
  ok(worst("HPA") > 1, `${worst("HPA")} s`);
});

Deno.test("winner() takes the cheapest of those that are fast enough", () => {
  const row = (candidate: string, p99: number, podHoursPerMillion: number): PlanRow => ({
    shape: "day",
    peak: 1000,
    candidate,
    podHoursPerMillion,
    result: {
      timeline: [],
      latencySeconds: { p50: 0, p95: 0, p99 },
      answered: 1,
      podSeconds: 1,
      coldRequests: 0,
      maxReady: 1,
    },
  });
  const rows = [row("slow", 2, 1), row("dear", 0.1, 3), row("right", 0.9, 2)];
  equal(winner(rows)?.candidate, "right");
  equal(winner([rows[0]!]), undefined);
});

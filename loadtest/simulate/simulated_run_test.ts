import { deepEqual, equal, ok } from "node:assert/strict";
import type { Sample } from "../sample.ts";
import { DEFAULT_HPA } from "./hpa.ts";
import { DEFAULT_KPA } from "./kpa.ts";
import type { Recording } from "./recording.ts";
import { hpaClock, lookAge, shareOfTimeWithinOnePod, simulateRun } from "./simulated_run.ts";

const FOLDER = new URL("../recordings/", import.meta.url);

for (const { name } of Deno.readDirSync(FOLDER)) {
  Deno.test(`simulateRun() has the pods of ${name}, one more or less, for 90 % of the time`, async () => {
    const recording: Recording = JSON.parse(await Deno.readTextFile(new URL(name, FOLDER)));
    const seconds = simulateRun(recording);
    ok(seconds.length > 60);
    ok(Math.max(...seconds.map(({ recorded }) => recorded)) >= 3, "the run must have scaled");
    const share = shareOfTimeWithinOnePod(seconds);
    ok(share >= 0.9, `${(share * 100).toFixed(0)} % of the time`);
  });
}

const sample = (seconds: number, pods: number, metricSeen: number | null = null): Sample => ({
  seconds,
  podsReady: pods,
  podsStarting: 0,
  podsDesired: pods,
  metricSeen,
  concurrency: null,
  requestsPerSecond: 0,
  failuresPerSecond: 0,
  p95Ms: null,
});

const seconds = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

const COMMON = {
  recordedAt: "2026-11-25T03:00:00Z",
  load: { PROFILE: "closed", VUS: "30", DURATION_SECONDS: "40" },
  requestMillis: 100,
};

Deno.test("simulateRun() starts a pod at the first request, and then what Knative wants", () => {
  const run = simulateRun({
    ...COMMON,
    form: "knative",
    settings: DEFAULT_KPA,
    // 30 users, half of whose time is counted: 15 in flight, at 7 a pod 3 pods.
    figures: { countedShare: 0.5, countedSpread: 0, podCores: 0, coldStartSeconds: 2 },
    timeline: seconds(1, 40).map((second) => sample(second, second === 1 ? 0 : 3)),
  });
  equal(run[0]?.simulated, 1);
  // While the first pod starts, all 30 wait in the activator: panic, for 5 pods, kept for a window.
  equal(run.at(-1)?.simulated, 5);
});

Deno.test("simulateRun() lets the HPA look at its beats", () => {
  const run = simulateRun({
    ...COMMON,
    form: "classic",
    settings: DEFAULT_HPA,
    // 0.3 cores: at 2 pods of 0.1 cores 150 %, 3 times the target.
    figures: { countedShare: 0, countedSpread: 0, podCores: 0.3, coldStartSeconds: 2 },
    timeline: seconds(1, 40).map((second) =>
      sample(second, 2, second < 5 ? null : 10 * (second / 10 | 0))
    ),
  });
  const at = (second: number) => run[second - 1]?.simulated;
  // It looks at 5, 15 and so on, and sees what was 15 to 5 s ago: at first nothing, then 150 %, of which
  // 2 * 3 = 6 pods follow and 4 are allowed; then 6 s of 0.15 and 4 s of 0.075 cores, 4 * 2.4 = 9.6
  // pods, of which 8 are allowed; then half of that, 8 * 1.2 = 9.6.
  deepEqual([14, 15, 24, 25, 34, 35].map(at), [2, 4, 4, 8, 8, 10]);
});

Deno.test("lookAge() is told by the load in the first measurement that has any", () => {
  const seenAt14 = (metric: number) =>
    lookAge(
      {
        ...COMMON,
        form: "classic",
        settings: DEFAULT_HPA,
        figures: { countedShare: 0, countedSpread: 0, podCores: 0.3, coldStartSeconds: 2 },
        timeline: [sample(4, 2, 0.05), sample(14, 2, metric), sample(24, 2, 1.5)],
      },
      10,
      (second) => second > 5 ? 30 : 0,
    );
  // 2 pods at 0.9 of 0.1 cores: 0.18 of 0.3, so 6 of the 10 s. The load began after 5 s, so the look was
  // at 11.
  equal(seenAt14(0.9), 3);
  equal(seenAt14(0.3), 7);
  // A full window began anywhere, and a late look in none is not after the beat.
  equal(seenAt14(1.5), 5);
  equal(seenAt14(1.4), 0);
});

Deno.test("simulateRun() lets the HPA see what metrics-server has just looked at", () => {
  const run = simulateRun({
    ...COMMON,
    form: "classic",
    settings: DEFAULT_HPA,
    figures: { countedShare: 0, countedSpread: 0, podCores: 0.3, coldStartSeconds: 2 },
    // At 5 s 75 % of 2 pods of 0.1 cores: 5 of the 10 s were under load, all that there were.
    timeline: seconds(1, 40).map((second) =>
      sample(second, 2, second < 5 ? null : second < 15 ? 0.75 : (second + 5) / 10 | 0)
    ),
  });
  // Of which 2 * 1.5 = 3 pods follow.
  deepEqual([4, 5, 7].map((second) => run[second - 1]?.simulated), [2, 3, 3]);
});

Deno.test("hpaClock() reads the beat, and takes the usual one if it cannot", () => {
  const at = (...beats: number[]) =>
    beats.map((second, index) => sample(second, 2, index === 0 ? null : index));
  deepEqual(hpaClock(at(1, 4.2, 14.5, 24.1, 44.9)), { firstSeconds: 4.2, everySeconds: 10 });
  deepEqual(hpaClock(at(1, 4.2)), { firstSeconds: 4.2, everySeconds: 15 });
});

Deno.test("shareOfTimeWithinOnePod() counts the seconds that are near", () => {
  const pods = (recorded: number, simulated: number) => ({ second: 0, recorded, simulated });
  equal(shareOfTimeWithinOnePod([pods(1, 1), pods(2, 3), pods(2, 4), pods(5, 4)]), 0.75);
});

import { deepEqual, equal, ok } from "node:assert/strict";
import type { Sample } from "../sample.ts";
import { DEFAULT_HPA } from "./hpa.ts";
import { replay, type SeenRun, shareWithinOnePod } from "./replay.ts";

const FOLDER = new URL("../recordings/", import.meta.url);

for (const { name } of Deno.readDirSync(FOLDER)) {
  Deno.test(`replay() follows ${name} within one pod for 90 % of the time`, async () => {
    const recording: SeenRun = JSON.parse(await Deno.readTextFile(new URL(name, FOLDER)));
    const seconds = replay(recording);
    ok(seconds.length > 60);
    ok(Math.max(...seconds.map(({ recorded }) => recorded)) >= 3, "the run must have scaled");
    const share = shareWithinOnePod(seconds);
    ok(share >= 0.9, `${(share * 100).toFixed(0)} % of the time`);
  });
}

Deno.test("replay() lets the HPA decide when it has measured", () => {
  const sample = (seconds: number, metricSeen: number | null, podsDesired: number): Sample => ({
    seconds,
    metricSeen,
    podsDesired,
    podsReady: 2,
    podsStarting: 0,
    concurrency: 0,
    requestsPerSecond: 0,
    failuresPerSecond: 0,
    p95Ms: null,
  });
  const seconds = replay({
    form: "classic",
    settings: DEFAULT_HPA,
    timeline: [sample(1, null, 2), sample(2, null, 2), sample(3, 1, 4), sample(4, 1, 4)],
  });
  deepEqual(seconds.map(({ modelled }) => modelled), [2, 4, 4, 4]);
  equal(shareWithinOnePod(seconds), 1);
});

Deno.test("shareWithinOnePod() counts the seconds that are near", () => {
  const at = (recorded: number, modelled: number) => ({ second: 0, recorded, modelled });
  equal(shareWithinOnePod([at(1, 1), at(2, 3), at(2, 4), at(5, 4)]), 0.75);
});

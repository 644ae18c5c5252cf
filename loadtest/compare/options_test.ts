import { deepEqual, throws } from "node:assert/strict";
import { parseCompareOptions } from "./options.ts";

Deno.test("parseCompareOptions() runs three rounds of the ramp in the cluster, deployed first", () => {
  const { load, ...options } = parseCompareOptions([]);
  deepEqual(options, {
    rounds: 3,
    isWayBackMeasured: true,
    isRecorded: false,
    isResumed: false,
    isDeployed: true,
    deployOptions: [],
  });
  deepEqual([load.profile, load.isInCluster, load.out], ["ramp", true, ".stack/loadtest"]);
});

Deno.test("parseCompareOptions() takes its own options and those of the load", () => {
  const { load, ...options } = parseCompareOptions([
    "spike",
    "--rounds",
    "1",
    "--resume",
    "--no-deploy",
    "--no-way-back",
    "--record",
    "--registry",
    "localhost:5001",
    "--vus",
    "20",
  ]);
  deepEqual(options, {
    rounds: 1,
    isWayBackMeasured: false,
    isRecorded: true,
    isResumed: true,
    isDeployed: false,
    deployOptions: ["--registry", "localhost:5001"],
  });
  deepEqual(load.env, { PROFILE: "spike", VUS: "20" });
});

Deno.test("parseCompareOptions() refuses what it cannot do", () => {
  throws(() => parseCompareOptions(["--rounds", "0"]), {
    message: 'Cannot compare as --rounds must be a whole number from 1: is "0"',
  });
  throws(() => parseCompareOptions(["steady", "--record"]), {
    message: 'Cannot record "steady" as the simulator is held to closed loops: ramp, spike, closed',
  });
});

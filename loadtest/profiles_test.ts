import { deepEqual, equal } from "node:assert/strict";
import { thresholdsOf } from "./profile.ts";
import { PROFILES } from "./profiles.ts";
import { readSettings } from "./settings.ts";

const settings = (env: Record<string, string>) => readSettings(env, Object.keys(PROFILES));

Deno.test("PROFILES holds every profile, and each lets no answer fail", () => {
  deepEqual(Object.keys(PROFILES), [
    "smoke",
    "steady",
    "ramp",
    "spike",
    "closed",
    "from-zero",
    "soak",
    "rollout",
  ]);
  for (const profile of Object.values(PROFILES)) {
    const thresholds = thresholdsOf(profile.bounds);
    deepEqual(thresholds["http_req_failed"], ["rate==0"]);
    deepEqual(thresholds["checks"], ["rate==1"]);
  }
});

Deno.test("thresholdsOf() gathers the conditions of a metric", () => {
  deepEqual(thresholdsOf(PROFILES["soak"]!.bounds)["http_req_duration"], [
    "p(95)<100",
    "p(99)<500",
  ]);
});

Deno.test("steady takes its rate and length from the settings", () => {
  deepEqual(PROFILES["steady"]!.scenarios(settings({ RATE: "20", DURATION_SECONDS: "5" })), {
    steady: {
      executor: "constant-arrival-rate",
      rate: 20,
      timeUnit: "1s",
      duration: "5s",
      preAllocatedVUs: 21,
      maxVUs: 41,
    },
  });
});

Deno.test("ramp and spike are closed loops, of as many users as the settings say", () => {
  deepEqual(PROFILES["ramp"]!.scenarios(settings({ VUS: "16", DURATION_SECONDS: "20" })), {
    ramp: {
      executor: "ramping-vus",
      startVUs: 0,
      stages: [
        { target: 16, duration: "30s" },
        { target: 16, duration: "20s" },
        { target: 0, duration: "30s" },
      ],
      gracefulRampDown: "30s",
      gracefulStop: "30s",
    },
  });
  const { spike } = PROFILES["spike"]!.scenarios(settings({}));
  deepEqual(
    "stages" in spike! ? spike.stages.map(({ target }) => target) : null,
    [6, 6, 60, 60, 6, 6],
  );
});

Deno.test("closed keeps a fixed number of requests in flight", () => {
  deepEqual(PROFILES["closed"]!.scenarios(settings({ VUS: "8", DURATION_SECONDS: "5" })), {
    closed: { executor: "constant-vus", vus: 8, duration: "5s", gracefulStop: "30s" },
  });
});

Deno.test("from-zero sends waves of 1, 5 and 25", () => {
  const waves = Object.values(PROFILES["from-zero"]!.scenarios(settings({})));
  deepEqual(waves.map((wave) => "vus" in wave ? wave.vus : null), [1, 5, 25]);
});

Deno.test("rollout moves the alias while the load runs", () => {
  const { move_alias: mover } = PROFILES["rollout"]!.scenarios(settings({}));
  equal(mover!.exec, "moveAlias");
});

import { equal } from "node:assert/strict";
import { loadSeconds } from "./load_seconds.ts";
import { PROFILES } from "./profiles.ts";
import { readSettings } from "./settings.ts";

const secondsOf = (profile: string, env: Record<string, string> = {}) =>
  loadSeconds(
    PROFILES[profile]!.scenarios(readSettings({ ...env, PROFILE: profile }, [profile])),
  );

Deno.test("loadSeconds() sums stages, and takes the end of the last scenario", () => {
  equal(secondsOf("ramp"), 120);
  equal(secondsOf("ramp", { DURATION_SECONDS: "30" }), 90);
  equal(secondsOf("steady"), 60);
  equal(secondsOf("from-zero"), 240); // the third wave starts at 180 s and may take 60 s
});

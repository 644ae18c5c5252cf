import type { Profile } from "./profile.ts";
import { closed } from "./profiles/closed.ts";
import { fromZero } from "./profiles/from_zero.ts";
import { ramp } from "./profiles/ramp.ts";
import { rollout } from "./profiles/rollout.ts";
import { smoke } from "./profiles/smoke.ts";
import { soak } from "./profiles/soak.ts";
import { spike } from "./profiles/spike.ts";
import { steady } from "./profiles/steady.ts";

/** Every shape of load, by the name that `PROFILE` and `deno task loadtest` take. */
export const PROFILES: Readonly<Record<string, Profile>> = {
  smoke,
  steady,
  ramp,
  spike,
  closed,
  "from-zero": fromZero,
  soak,
  rollout,
};

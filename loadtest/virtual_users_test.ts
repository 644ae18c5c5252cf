import { deepEqual, throws } from "node:assert/strict";
import { PROFILES } from "./profiles.ts";
import { readSettings } from "./settings.ts";
import { virtualUsersAt } from "./virtual_users.ts";

const usersOf = (profile: string, seconds: readonly number[]) => {
  const scenarios = PROFILES[profile]!.scenarios(readSettings({ PROFILE: profile }, [profile]));
  return seconds.map((second) => virtualUsersAt(scenarios, second));
};

Deno.test("virtualUsersAt() follows straight lines", () => {
  // 0 to 40 in 30 s, 60 s there, and down in 30 s.
  deepEqual(usersOf("ramp", [0, 15, 30, 60, 105, 120, 500]), [0, 20, 40, 40, 20, 0, 0]);
});

Deno.test("virtualUsersAt() is constant where the users are", () => {
  deepEqual(usersOf("closed", [0, 29, 30]), [50, 50, 0]);
});

Deno.test("virtualUsersAt() refuses an arrival rate", () => {
  throws(() => usersOf("steady", [1]), RangeError);
});

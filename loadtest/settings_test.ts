import { deepEqual, throws } from "node:assert/strict";
import { readSettings } from "./settings.ts";

Deno.test("readSettings() aims at this machine by default", () => {
  deepEqual(readSettings({}, ["smoke"]), {
    baseUrl: "http://localhost:8000",
    host: null,
    profile: "smoke",
    rate: null,
    virtualUsers: null,
    durationSeconds: null,
    trackingUri: "http://localhost:5000",
    reportDirectory: null,
  });
});

Deno.test("readSettings() lists every fault", () => {
  throws(
    () =>
      readSettings({ PROFILE: "storm", RATE: "-1", BASE_URL: "localhost:8000" }, ["smoke", "ramp"]),
    {
      name: "RangeError",
      message: 'Cannot start the load: PROFILE must be one of smoke, ramp: is "storm"; ' +
        'BASE_URL must be an http(s) address: is "localhost:8000"; ' +
        'RATE must be a number in (0, 1e7): is "-1"',
    },
  );
});

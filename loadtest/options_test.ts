import { deepEqual, equal, throws } from "node:assert/strict";
import { parseLoadOptions } from "./options.ts";

Deno.test("parseLoadOptions() shows the ramp by default", () => {
  deepEqual(parseLoadOptions([]), {
    profile: "ramp",
    target: null,
    isInCluster: false,
    isAsIs: false,
    image: "grafana/k6:1.8.1",
    namespace: "mlops-workshop",
    out: ".stack/loadtest",
    env: { PROFILE: "ramp" },
    wantsHelp: false,
  });
});

Deno.test("parseLoadOptions() hands k6 its settings", () => {
  const { env, target, isInCluster } = parseLoadOptions([
    "spike",
    "--vus",
    "20",
    "--seconds=10",
    "--target=classic",
    "--in-cluster",
  ]);
  deepEqual(env, { PROFILE: "spike", VUS: "20", DURATION_SECONDS: "10" });
  deepEqual([target, isInCluster], ["classic", true]);
});

Deno.test("parseLoadOptions() names the profiles that there are", () => {
  throws(() => parseLoadOptions(["storm"]), {
    name: "LoadError",
    message: "Cannot start the load as there must be one profile of smoke, steady, ramp, spike, " +
      'closed, from-zero, soak, rollout: got "storm"',
  });
  throws(() => parseLoadOptions(["--fast"]), { name: "LoadError" });
});

Deno.test("parseLoadOptions() refuses what k6 could not take, before anything is asked", () => {
  const faults: [string[], RegExp][] = [
    [["--vus", "many"], /VUS must be a number .*: is "many"/],
    [["--rate=0"], /RATE must be a number/],
    [["--seconds=-1"], /DURATION_SECONDS must be a number/],
    [["--target=predict"], /BASE_URL must be an http\(s\) address: is "predict"/],
  ];
  for (const [args, message] of faults) {
    throws(() => parseLoadOptions(args), { name: "LoadError", message });
  }
  const { target } = parseLoadOptions(["--target=https://predict.example.org"]);
  equal(target, "https://predict.example.org");
});

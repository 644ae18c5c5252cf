// deno-lint-ignore-file no-console -- a command line program
/**
 * The drills of the prediction log at full length, with Postgres stopped, frozen and killed under
 * load. Prints each account, and a table at the end; exits with 1 if anything did not hold.
 *
 * Usage: deno task reliability:log [SHARE]     (0.1 runs a tenth of the length)
 *
 * @module
 */
import { MlflowClient } from "@mlops/mlflow";
import { startRegistry } from "../bench/registries.ts";
import { type Drill, drillTable } from "./drill.ts";
import { logCrashDrill } from "./log_crash_drill.ts";
import { logDrainDrill } from "./log_drain_drill.ts";
import { logOutageDrill } from "./log_outage_drill.ts";
import { logSoakDrill } from "./log_soak_drill.ts";
import { moveChampion, publishModel } from "./publish_model.ts";
import { trainModel } from "./trained_model.ts";

const share = Number(Deno.args[0] ?? "1");
if (!(share > 0 && share <= 1)) {
  console.error("Usage: deno task reliability:log [SHARE]     with SHARE in (0, 1]");
  Deno.exit(2);
}
await using server = await startRegistry();
const registry = server.url;
const client = new MlflowClient({ trackingUri: new URL(registry) });
await moveChampion(client, await publishModel(client, trainModel(1)));

const drills: Drill[] = [];
for (
  const drill of [
    () => logCrashDrill({ registry, rounds: Math.ceil(20 * share) }),
    () => logOutageDrill({ registry, outage: "stopped", outageMs: 60_000 * share }),
    () => logOutageDrill({ registry, outage: "frozen", outageMs: 30_000 * share }),
    () => logDrainDrill({ registry }),
    () => logSoakDrill({ registry, warmUpSeconds: 60 * share, seconds: 600 * share }),
  ]
) {
  const done = await drill();
  console.error(`${done.id} ${done.what}: ${done.figures}`);
  drills.push(done);
}
console.log(drillTable(drills));
Deno.exit(drills.some(({ faults }) => faults.length > 0) ? 1 : 0);

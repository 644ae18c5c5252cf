import { MlflowClient } from "@mlops/mlflow";
import { startRegistry } from "@mlops/testing/registries";
import { requireHeld } from "./drill.ts";
import { logDrainDrill } from "./log_drain_drill.ts";
import { logOutageDrill } from "./log_outage_drill.ts";
import { moveChampion, publishModel } from "@mlops/testing/publish_model";
import { trainModel } from "@mlops/testing/trained_model";

Deno.test("the prediction log, briefly", async (context) => {
  await using server = await startRegistry();
  const registry = server.url;
  const client = new MlflowClient({ trackingUri: new URL(registry) });
  await moveChampion(client, await publishModel(client, trainModel(1)));
  await context.step("R4 accounts for every row while Postgres is stopped", async () => {
    requireHeld(await logOutageDrill({ registry, outage: "stopped", outageMs: 1_500 }));
  });
  await context.step("R12 accounts for every row when the service is told to end", async () => {
    requireHeld(await logDrainDrill({ registry, isAlone: false }));
  });
});

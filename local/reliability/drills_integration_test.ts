import { MlflowClient } from "@mlops/mlflow";
import { moveChampion, publishModel } from "@mlops/testing/publish_model";
import { trainModel } from "@mlops/testing/trained_model";
import { startRegistry } from "@mlops/testing/registries";
import { referenceTest, startRealMlflow } from "@mlops/testing/reference";
import { aliasMovesDrill } from "./alias_moves_drill.ts";
import { badModelDrill } from "./bad_model_drill.ts";
import { drainDrill } from "./drain_drill.ts";
import { type Drill, requireHeld } from "./drill.ts";
import { frozenMlflowDrill } from "./frozen_mlflow_drill.ts";
import { hostileModelsDrill } from "./hostile_models_drill.ts";
import { overloadDrill } from "./overload_drill.ts";
import { registryDownAtStartDrill } from "./registry_down_at_start_drill.ts";
import { registryTroubleDrill } from "./registry_trouble_drill.ts";
import { slowClientsDrill } from "./slow_clients_drill.ts";
import { unservableVersionsDrill } from "./unservable_versions_drill.ts";

// Other tests run beside these: times and rates are held to by `deno task reliability`.

async function withRegistry(drill: (registry: string) => Promise<Drill>): Promise<void> {
  await using registry = await startRegistry();
  requireHeld(await drill(registry.url));
}

Deno.test("SIGTERM lets uploads, downloads and fast requests in flight finish (R1)", async () => {
  await withRegistry((registry) =>
    drainDrill({ registry, slowMs: 1_500, uploads: 4, isAlone: false })
  );
});

Deno.test("moving the alias under load loses no request, a damaged version changes nothing (R2)", async () => {
  await withRegistry((registry) =>
    aliasMovesDrill({ registry, registryName: "our tracking server", moves: 8 })
  );
});

Deno.test("without a registry at the start the service says why and recovers by itself (R6)", async () => {
  requireHeld(await registryDownAtStartDrill({ downMs: 500, isAlone: false }));
});

Deno.test("a registry that is down, hangs, fails or talks nonsense costs no prediction (R7)", async () => {
  requireHeld(await registryTroubleDrill({ troubleMs: 2_300, isAlone: false }));
});

Deno.test("bad versions under the alias are refused, told, and the old one keeps serving (R8)", async () => {
  await withRegistry((registry) => badModelDrill({ registry, rounds: 1, isAlone: false }));
});

Deno.test("versions of every kind that registries hold, in every role, cost no prediction (R8)", async () => {
  await withRegistry((registry) =>
    unservableVersionsDrill({ registry, registryName: "our tracking server" })
  );
});

Deno.test("overload is turned away with Retry-After, and the rest is answered as before (R9)", async () => {
  await withRegistry((registry) =>
    overloadDrill({ registry, rounds: 3, seconds: 1.5, isAlone: false })
  );
});

Deno.test("clients that send or read slowly, and many large bodies, cost nobody else a prediction (R15)", async () => {
  await withRegistry(async (registry) => {
    const client = new MlflowClient({ trackingUri: new URL(registry) });
    await moveChampion(client, await publishModel(client, trainModel(1)));
    const sizes = { clients: 25, bodies: 60, lastingMs: 1_000 };
    return await slowClientsDrill({ registry, ...sizes, isAlone: false });
  });
});

referenceTest(
  "a real MLflow whose alias moves, that freezes, or holds what cannot be served costs no prediction (R2, R7, R8)",
  ["python"],
  async () => {
    await using mlflow = await startRealMlflow();
    const registryName = "MLflow 2.17.2";
    requireHeld(await aliasMovesDrill({ registry: mlflow.url, registryName, moves: 6 }));
    requireHeld(await unservableVersionsDrill({ registry: mlflow.url, registryName }));
    requireHeld(await frozenMlflowDrill({ mlflow, frozenMs: 2_500, isAlone: false }));
  },
);

Deno.test("models that are made to stop the service cost nobody a prediction (R16)", async () => {
  await withRegistry(async (registry) => {
    const client = new MlflowClient({ trackingUri: new URL(registry) });
    await moveChampion(client, await publishModel(client, trainModel(1)));
    return await hostileModelsDrill({ registry, rounds: 1, isAlone: false });
  });
});

import { MlflowClient } from "@mlops/mlflow";
import { startRegistry } from "@mlops/testing/registries";
import { startRealMlflow } from "@mlops/testing/reference";
import { aliasMovesDrill } from "./alias_moves_drill.ts";
import { badModelDrill } from "./bad_model_drill.ts";
import { drainDrill } from "./drain_drill.ts";
import type { Drill } from "./drill.ts";
import { frozenMlflowDrill } from "./frozen_mlflow_drill.ts";
import { hostileModelsDrill } from "./hostile_models_drill.ts";
import { logCrashDrill } from "./log_crash_drill.ts";
import { logDrainDrill } from "./log_drain_drill.ts";
import { logOutageDrill } from "./log_outage_drill.ts";
import { logSoakDrill } from "./log_soak_drill.ts";
import { overloadDrill } from "./overload_drill.ts";
import { moveChampion, publishModel } from "@mlops/testing/publish_model";
import { registryDownAtStartDrill } from "./registry_down_at_start_drill.ts";
import { registryTroubleDrill } from "./registry_trouble_drill.ts";
import { slowClientsDrill } from "./slow_clients_drill.ts";
import { unservableVersionsDrill } from "./unservable_versions_drill.ts";
import { trainModel } from "@mlops/testing/trained_model";

/** A drill that can be run. */
export interface RunnableDrill {
  /** Identifier of the target. */
  readonly id: string;
  /** Runs it. */
  readonly run: () => Promise<Drill>;
}

/**
 * Lists all drills.
 *
 * @param share Share of their full length, in (0, 1].
 * @returns The drills in the order in which they are run.
 */
export function allDrills(share: number): RunnableDrill[] {
  const times = (count: number) => Math.max(1, Math.round(count * share));
  return [
    {
      id: "R1",
      run: withRegistry((registry) =>
        drainDrill({ registry, slowMs: 8_000 * share, uploads: 32, isAlone: true })
      ),
    },
    {
      id: "R2",
      run: withRegistry((registry) =>
        aliasMovesDrill({ registry, registryName: "our tracking server", moves: times(200) })
      ),
    },
    {
      id: "R2",
      run: withMlflow((mlflow) =>
        aliasMovesDrill({
          registry: mlflow.url,
          registryName: "MLflow 2.17.2",
          moves: times(60),
        })
      ),
    },
    {
      id: "R3",
      run: withChampion((registry) => logCrashDrill({ registry, rounds: times(20) })),
    },
    {
      id: "R4",
      run: withChampion((registry) =>
        logOutageDrill({ registry, outage: "stopped", outageMs: 60_000 * share })
      ),
    },
    {
      id: "R5",
      run: withChampion((registry) =>
        logOutageDrill({ registry, outage: "frozen", outageMs: 30_000 * share })
      ),
    },
    { id: "R6", run: () => registryDownAtStartDrill({ downMs: 60_000 * share, isAlone: true }) },
    {
      id: "R7",
      run: () => registryTroubleDrill({ troubleMs: 20_000 * share, isAlone: true }),
    },
    {
      id: "R7",
      run: withMlflow((mlflow) =>
        frozenMlflowDrill({ mlflow, frozenMs: 30_000 * share, isAlone: true })
      ),
    },
    {
      id: "R8",
      run: withRegistry((registry) =>
        badModelDrill({ registry, rounds: times(10), isAlone: true })
      ),
    },
    {
      id: "R8",
      run: withRegistry((registry) =>
        unservableVersionsDrill({ registry, registryName: "our tracking server" })
      ),
    },
    {
      id: "R8",
      run: withMlflow((mlflow) =>
        unservableVersionsDrill({ registry: mlflow.url, registryName: "MLflow 2.17.2" })
      ),
    },
    {
      id: "R9",
      run: withRegistry((registry) =>
        overloadDrill({ registry, rounds: 3, seconds: 60 * share, isAlone: true })
      ),
    },
    {
      id: "R10",
      // The heap finds its size within a minute, however long it is watched afterwards.
      run: withChampion((registry) =>
        logSoakDrill({ registry, warmUpSeconds: 60, seconds: 600 * share })
      ),
    },
    { id: "R12", run: withChampion((registry) => logDrainDrill({ registry, isAlone: true })) },
    {
      id: "R15",
      run: withChampion((registry) =>
        slowClientsDrill({
          registry,
          clients: times(125),
          bodies: times(300),
          lastingMs: 30_000 * share,
          isAlone: true,
        })
      ),
    },
    {
      id: "R16",
      run: withChampion((registry) =>
        hostileModelsDrill({ registry, rounds: times(6), isAlone: true })
      ),
    },
  ];
}

function withRegistry(drill: (registry: string) => Promise<Drill>): () => Promise<Drill> {
  return async () => {
    await using registry = await startRegistry();
    return await drill(registry.url);
  };
}

/** A registry with a champion of its own. */
function withChampion(drill: (registry: string) => Promise<Drill>): () => Promise<Drill> {
  return withRegistry(async (registry) => {
    const client = new MlflowClient({ trackingUri: new URL(registry) });
    await moveChampion(client, await publishModel(client, trainModel(1)));
    return await drill(registry);
  });
}

type RealMlflow = Awaited<ReturnType<typeof startRealMlflow>>;

function withMlflow(drill: (mlflow: RealMlflow) => Promise<Drill>): () => Promise<Drill> {
  return async () => {
    await using mlflow = await startRealMlflow();
    return await drill(mlflow);
  };
}

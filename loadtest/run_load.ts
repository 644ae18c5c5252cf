import { startClusterK6 } from "./cluster/cluster_k6.ts";
import type { ServiceForm } from "./cluster/service_form.ts";
import { type LoadCluster, targetSettings } from "./cluster/open_cluster.ts";
import { type K6Run, LoadError } from "./k6_run.ts";
import { findK6, startLocalK6 } from "./local_k6.ts";
import type { Sample } from "./sample.ts";
import { type LoadRecord, watchLoad } from "./watch_load.ts";

/** A load to be run. */
export interface Load {
  /** Settings as `settings.ts` reads them, without the address if `form` is given. */
  readonly env: Readonly<Record<string, string>>;
  /** The form of the service in the cluster, or `undefined` for an address in `env`. */
  readonly form: ServiceForm | undefined;
  /** Whether k6 must run in the cluster; it does too where this machine has none. */
  readonly isInCluster: boolean;
  /** The stack's namespace, where such a load runs. */
  readonly namespace: string;
  /** Image of k6 for that. */
  readonly image: string;
  /** Home folder of the user, where k6 may be. */
  readonly home: string;
  /** Whether the form is watched after the load until it has as few pods as at rest. */
  readonly isWatchedBack: boolean;
  /** Ends the load early. */
  readonly signal: AbortSignal;
  /** Is told where the load runs. */
  readonly onStart: (place: string) => void;
  /** Is told of each sample. */
  readonly onSample: (sample: Sample) => void;
}

/**
 * Runs a load to its end, and watches the pods beside it.
 *
 * @param cluster The cluster, if there is one.
 * @returns What was measured.
 * @throws {LoadError} If there is no k6, or it could not run the load, or its signal ended it.
 */
export async function runLoad(load: Load, cluster: LoadCluster | undefined): Promise<LoadRecord> {
  const { form } = load;
  const run = await start(load, cluster);
  load.onStart(run.place);
  const watched = cluster === undefined || form === undefined
    ? undefined
    : { api: cluster.api, form };
  const { isWatchedBack, signal, onSample } = load;
  return await watchLoad(run, { watched, isWatchedBack, signal, onSample });
}

async function start(load: Load, cluster: LoadCluster | undefined): Promise<K6Run> {
  const program = load.isInCluster ? undefined : await findK6(load.home);
  if (program === undefined && cluster === undefined) {
    throw new LoadError(
      "Cannot run the load as k6 or a cluster must be there: neither is; " +
        "go install go.k6.io/k6@v1.8.1 installs k6",
    );
  }
  const isInside = program === undefined;
  if (isInside && load.env["PROFILE"] === "rollout") {
    throw new LoadError(
      "Cannot run rollout in the cluster as it moves the alias at MLflow, which the network policy " +
        "keeps from loads: run it from outside",
    );
  }
  const address = load.form === undefined || cluster === undefined
    ? {}
    : await targetSettings(cluster, load.form, isInside);
  const env = { ...address, ...load.env };
  if (program !== undefined) return startLocalK6(program, { env, signal: load.signal });
  if (cluster === undefined) throw new LoadError("Cannot run the load as there is no cluster");
  return await startClusterK6({
    ...cluster,
    env,
    image: load.image,
    namespace: load.namespace,
  });
}

// deno-lint-ignore-file no-console -- a command line program
/**
 * Moves the alias champion to the challenger if that is better, and remembers the one before.
 *
 * Run: MLFLOW_TRACKING_URI=http://localhost:15000 deno run --allow-net --allow-env=MLFLOW_TRACKING_URI promote.ts
 */
import { MlflowClient } from "@mlops/mlflow";

const MODEL = "diabetes-model";
const METRIC = "auc_roc";

const trackingUri = new URL(Deno.env.get("MLFLOW_TRACKING_URI") ?? "http://localhost:5000");
const { registry, runs } = new MlflowClient({ trackingUri });

/** The version that an alias points to, and how good its run says that it is. */
async function judged(alias: string) {
  const found = await registry.getModelVersionByAlias(MODEL, alias); //? «registry.getModelVersionByAlias(MODEL, alias)» la version que l'alias désigne | the version that the alias points to
  if (found === null) throw new Error(`no version of ${MODEL} is @${alias}`);
  const run = await runs.getRun(found.runId ?? "");
  const score = run.metrics[METRIC]?.value; //? «run.metrics[METRIC]?.value» le nombre que son run a mesuré | the number that its run has measured
  if (score === undefined) throw new Error(`version ${found.version} has no ${METRIC}`);
  return { version: found.version, score };
}

const champion = await judged("champion");
const challenger = await judged("challenger");
console.log(`champion ${champion.version}: ${champion.score}`);
console.log(`challenger ${challenger.version}: ${challenger.score}`);

/** Puts an alias on a version. */
async function put(alias: string, version: string) {
  await registry.setRegisteredModelAlias({ name: MODEL, alias, version });
}

if (challenger.score > champion.score) { //? «challenger.score > champion.score» quand vaut-il mieux changer ? | when is it better to change?
  // First the way back, then the step forward: whoever looks in between finds a champion.
  await put("previous", champion.version); //? «"previous", champion.version» l'alias previous garde le chemin du retour | the alias previous keeps the way back
  await put("champion", challenger.version); //? «"champion", challenger.version» le nouveau champion | the new champion
  await registry.deleteRegisteredModelAlias(MODEL, "challenger");
  console.log(`version ${challenger.version} is @champion`);
} else {
  console.log(`version ${champion.version} stays @champion`);
}

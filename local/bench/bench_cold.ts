// deno-lint-ignore-file no-console -- a command line program
/**
 * Prints the phases of a cold start, and the time to the first right answer as a client sees it: the
 * bundle, started anew each time, with a model from a registry that is warm.
 *
 * Usage: deno task bench:cold [STARTS]
 *
 * @module
 */
import { tellUsage } from "@mlops/processes/tell_usage";
import { median } from "@mlops/statistics";
import { startRegistry } from "@mlops/testing/registries";
import { firstAnswer, startPredictBundle } from "./service_process.ts";
import { buildPredict } from "../../functions/predict/build.ts";

const DEFAULT_STARTS = 11;
const starts = Number(Deno.args[0] ?? DEFAULT_STARTS);
tellUsage(
  `Prints the phases of the prediction service's cold start, the median of ${DEFAULT_STARTS} starts.

Usage: deno task bench:cold [STARTS]     with a whole number from 1 on`,
  Deno.args.length <= 1 && Number.isInteger(starts) && starts >= 1,
);

/** Trains the reference model and makes it the champion. */
async function train(trackingUri: string): Promise<void> {
  const program = new URL("../../functions/train/main.ts", import.meta.url).pathname;
  const { success } = await new Deno.Command("deno", {
    args: ["run", "--allow-net", "--allow-read", "--allow-env", program],
    env: { MLFLOW_TRACKING_URI: trackingUri },
    stdout: "null",
  }).output();
  if (!success) throw new Error("Cannot measure cold starts as the training failed");
}

/** Starts the bundle once; returns each phase, and the whole as the client saw it, in ms. */
async function startOnce(trackingUri: string): Promise<Map<string, number>> {
  const beganMs = performance.now();
  await using service = startPredictBundle(trackingUri);
  await firstAnswer(service);
  const wholeMs = performance.now() - beganMs;
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  const phases = [...metrics.matchAll(/^predict_boot_phase_seconds\{phase="(\w+)"\} (\S+)$/gm)]
    .map(([, phase = "", seconds]) => [phase, Number(seconds) * 1000] as const);
  return new Map([...phases, ["first answer", wholeMs]]);
}

await buildPredict(new URL("../../functions/predict/dist/", import.meta.url));
await using registry = await startRegistry();
await train(registry.url);
const runs: Map<string, number>[] = [];
for (let run = 0; run < starts; run++) runs.push(await startOnce(registry.url));
console.log(`Median of ${starts} starts:`);
for (const phase of runs[0]?.keys() ?? []) {
  const ms = median(runs.map((run) => run.get(phase) ?? NaN));
  console.log(`${phase.padEnd(14)} ${ms.toFixed(1).padStart(7)} ms`);
}

import { delay } from "@std/async";
import { MlflowClient } from "@mlops/mlflow";
import type { RealMlflow } from "@mlops/testing/reference";
import { ClosedLoad } from "./closed_load.ts";
import { type Drill, Faults } from "./drill.ts";
import { startPredict } from "@mlops/testing/predict_process";
import { moveChampion, publishModel } from "@mlops/testing/publish_model";
import { troubleOf } from "./registry_trouble_drill.ts";
import { trainModel } from "@mlops/testing/trained_model";
import { until, untilReady } from "@mlops/testing/until";

/** Most time until `/readyz` tells: the next look begins within 0.25 s and takes 2 s at most. */
const NOTICE_LIMIT_MS = 2_250 + 500;

/**
 * Freezes a real MLflow under load and lets it go on: R7.
 *
 * @param options `mlflow` is the server, `frozenMs` how long it stays frozen; `isAlone`, whether nothing else
 * runs on this machine, so that times can be held to.
 * @returns What was seen.
 */
export async function frozenMlflowDrill(
  { mlflow, frozenMs, isAlone }: { mlflow: RealMlflow; frozenMs: number; isAlone: boolean },
): Promise<Drill> {
  const client = new MlflowClient({ trackingUri: new URL(mlflow.url) });
  const model = trainModel(1);
  const version = await publishModel(client, model);
  await moveChampion(client, version);
  await using service = startPredict(mlflow.url);
  await untilReady(service.url);

  const load = new ClosedLoad(service.url, { expected: new Map([[version, model.probability]]) });
  Deno.kill(-mlflow.group, "SIGSTOP");
  const noticedMs = await until("the trouble", async () => await troubleOf(service.url) !== null);
  await delay(Math.max(0, frozenMs - noticedMs));
  Deno.kill(-mlflow.group, "SIGCONT");
  const returnMs = await until("the return", async () => await troubleOf(service.url) === null);
  const report = await load.stop();

  const faults = new Faults();
  faults.unless(report.failed === 0, `${report.failed} failed: ${report.failures}`);
  faults.unless(report.wrong === 0, `${report.wrong} were answered by another version`);
  faults.unless(
    !isAlone || noticedMs <= NOTICE_LIMIT_MS,
    `it told after ${Math.round(noticedMs)} ms only`,
  );
  faults.unless(
    !isAlone || returnMs <= 5_000,
    `it noticed the return after ${Math.round(returnMs)} ms`,
  );
  return {
    id: "R7",
    what: `MLflow 2.17.2 frozen for ${frozenMs / 1000} s under load`,
    figures: `${report.answered} answers, ${report.failed} failed, p99 ` +
      `${report.p99Ms.toFixed(1)} ms, slowest ${report.slowestMs.toFixed(0)} ms; noticed after ` +
      `${Math.round(noticedMs)} ms, return after ${Math.round(returnMs)} ms`,
    faults: faults.list,
  };
}

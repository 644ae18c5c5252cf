import { delay } from "@std/async";
import { MlflowClient } from "@mlops/mlflow";
import { ClosedLoad } from "./closed_load.ts";
import { type Drill, Faults } from "./drill.ts";
import { startPredict } from "@mlops/testing/predict_process";
import { moveChampion, publishModel } from "@mlops/testing/publish_model";
import { trainModel } from "@mlops/testing/trained_model";
import { type Look, type Trouble, TroubledRegistry } from "./troubled_registry.ts";
import { until, untilReady } from "@mlops/testing/until";

/** Most time that one look at the registry may take, in ms, and a while to notice here that it ended. */
const LOOK_LIMIT_MS = 2_000 + 1_000;

/** Most time until `/readyz` tells of a trouble, in ms: a look with its jitter before it, and a while. */
const TOLD_LIMIT_MS = 2_250 + 500;

/** Most time from the registry's return to the next look that succeeds, in ms. */
const RETURN_LIMIT_MS = 5_000;

const POLL_SECONDS = 0.2;
const TROUBLES: readonly Trouble[] = ["down", "hangs", "status 500", "nonsense", "drips"];

/**
 * Lets the registry be down, hang, answer 500, nonsense, or without end, while the service is asked
 * without a pause: R7.
 *
 * @param options `troubleMs` is how long each trouble lasts, and longer where it is told later; `isAlone`,
 * whether nothing else runs on this machine, so that times can be held to.
 * @returns What was seen.
 */
export async function registryTroubleDrill(
  { troubleMs, isAlone }: { troubleMs: number; isAlone: boolean },
): Promise<Drill> {
  await using registry = await TroubledRegistry.create();
  await registry.behave("none");
  const client = new MlflowClient({ trackingUri: new URL(registry.url) });
  const model = trainModel(1);
  const version = await publishModel(client, model);
  await moveChampion(client, version);
  await using service = startPredict(registry.url, {
    env: { MODEL_POLL_SECONDS: `${POLL_SECONDS}` },
  });
  await untilReady(service.url);

  const faults = new Faults();
  const expected = new Map([[version, model.probability]]);
  const load = new ClosedLoad(service.url, { expected });
  const looks: Look[] = [];
  const gapsMs: number[] = [];
  let slowestReturnMs = 0;
  for (const trouble of TROUBLES) {
    registry.looks = [];
    await registry.behave(trouble);
    const toldMs = await until(
      `word of ${trouble}`,
      async () => await troubleOf(service.url) !== null,
    );
    faults.unless(!isAlone || toldMs <= TOLD_LIMIT_MS, `${trouble}: told after ${toldMs} ms`);
    await delay(Math.max(0, troubleMs - toldMs));
    const seen = registry.looks;
    registry.looks = [];
    await registry.behave("none");
    const returnMs = await until("the return", async () => await troubleOf(service.url) === null);
    slowestReturnMs = Math.max(slowestReturnMs, returnMs);
    if (trouble === "down") continue;
    faults.unless(seen.length > 0, `${trouble}: ${seen.length} looks`);
    looks.push(...seen);
    gapsMs.push(...seen.slice(1).map(({ atMs }, index) => atMs - seen[index]!.atMs));
  }
  const report = await load.stop();

  const tookMs = looks.map(({ tookMs }) => tookMs ?? 0);
  const longest = Math.max(...tookMs);
  const gaps = new Set(gapsMs.map(Math.round));
  faults.unless(report.failed === 0, `${report.failed} failed: ${report.failures}`);
  faults.unless(report.wrong === 0, `${report.wrong} were answered by another version`);
  faults.unless(!isAlone || longest <= LOOK_LIMIT_MS, `a look took ${Math.round(longest)} ms`);
  faults.unless(
    gapsMs.length === 0 || gaps.size > gapsMs.length / 3,
    "the looks come without jitter",
  );
  const returned = Math.round(slowestReturnMs);
  faults.unless(
    !isAlone || returned <= RETURN_LIMIT_MS,
    `it noticed the return after ${returned} ms`,
  );
  return {
    id: "R7",
    what: `MLflow ${TROUBLES.join(", ")} under load, ${troubleMs / 1000} s each`,
    figures: `${report.answered} answers, ${report.failed} failed, p99 ` +
      `${report.p99Ms.toFixed(1)} ms; ${looks.length} looks, the longest ${Math.round(longest)} ` +
      `ms, ${Math.round(Math.min(...gapsMs))} to ${Math.round(Math.max(...gapsMs))} ms apart; ` +
      `return noticed within ${returned} ms`,
    faults: faults.list,
  };
}

/**
 * Asks the service whether it has trouble with its registry.
 *
 * @param url Address of the service.
 * @returns What it says, or `null`.
 */
export async function troubleOf(url: string): Promise<string | null> {
  return (await (await fetch(`${url}/readyz`)).json()).trouble;
}

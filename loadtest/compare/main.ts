// deno-lint-ignore-file no-console -- a command line program
/**
 * `deno task compare`: the same load on both forms in alternation, and what came out as a page.
 *
 * @module
 */
import { median } from "@mlops/statistics";
import { denoAttached } from "../../knative/deploy/deno_command.ts";
import { readComparisonTerms } from "../capacity/comparison_terms.ts";
import { untilAtRest } from "../cluster/at_rest.ts";
import { type ColdStart } from "../cluster/cold_start.ts";
import { watchColdStarts } from "../cluster/cold_start_watch.ts";
import { formOf } from "../cluster/service_form.ts";
import { requireKnativeMetrics } from "../cluster/metric_seen.ts";
import { type LoadCluster, openCluster } from "../cluster/open_cluster.ts";
import { LoadError } from "../k6_run.ts";
import { liveLine } from "../live_line.ts";
import { loadSeconds } from "../load_seconds.ts";
import type { LoadOptions } from "../options.ts";
import { PROFILES } from "../profiles.ts";
import { runLoad } from "../run_load.ts";
import { runProgram } from "../run_program.ts";
import { readSettings } from "../settings.ts";
import { deployForms, lookAtForms, removeClassic } from "./both_forms.ts";
import type { Comparison } from "./comparison.ts";
import {
  drawPicture,
  readComparison,
  writeComparison,
  writeRecordings,
} from "./keep_comparison.ts";
import { parseCompareOptions, USAGE } from "./options.ts";
import { comparisonParagraph } from "./paragraph.ts";
import { type RunResult, runResult } from "./run_result.ts";
import { lengthText, planTurns, timeLeft, type Turn } from "./schedule.ts";
import { resetClassic } from "./reset_classic.ts";

const RESULTS = new URL("../results", import.meta.url).pathname;
const RECORDINGS = new URL("../recordings/", import.meta.url);

/** While pods are waited for, a line so often, in s. */
const WAIT_LINE_SECONDS = 30;

async function main(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseCompareOptions(args);
  const { load } = options;
  if (load.wantsHelp) {
    console.log(USAGE);
    return 0;
  }
  await using cluster = await openCluster(signal);
  if (cluster === undefined) {
    throw new LoadError("Cannot compare as a cluster must answer: none does");
  }
  if (options.isRecorded) await requireKnativeMetrics(cluster.api);
  const settings = readSettings(load.env, Object.keys(PROFILES));
  const seconds = loadSeconds(PROFILES[load.profile]?.scenarios(settings) ?? {});
  const turns = planTurns({ ...options, loadSeconds: seconds });
  const earlier = options.isResumed ? await readComparison(load.out, load.env) : undefined;
  const forms = await lookAtForms(cluster, load.namespace);
  if (options.isDeployed) {
    const deployOptions = [...forms.deployOptions, ...options.deployOptions];
    await deployForms({ ...forms, deployOptions }, denoAttached);
  }
  try {
    let comparison: Comparison = earlier ?? {
      startedAt: new Date().toISOString(),
      profile: load.profile,
      load: load.env,
      cores: await coresOf(cluster),
      isInCluster: load.isInCluster,
      terms: await readComparisonTerms(cluster, load.namespace),
      runs: [],
    };
    const left = turns.filter((turn) =>
      !comparison.runs.some(({ form, round }) => form === turn.form && round === turn.round)
    );
    console.log(lengthText(left, left.length < turns.length));
    await resetClassic(cluster, formOf("classic", load.namespace));
    for (const [index] of left.entries()) {
      const result = await takeTurn(cluster, left.slice(index), load);
      comparison = { ...comparison, runs: [...comparison.runs, result] };
      await writeComparison(comparison, load.out);
    }
    if (options.isRecorded) await keep(cluster, comparison, load.namespace);
    const folder = options.isRecorded ? RESULTS : load.out;
    console.log(`\n${comparisonParagraph(comparison)}\n\n${folder}/comparison.html`);
    return 0;
  } finally {
    if (options.isDeployed && !forms.hasClassic) await removeClassic(cluster, load.namespace);
  }
}

/** Takes the first of the turns that are left. */
async function takeTurn(
  cluster: LoadCluster,
  turns: readonly Turn[],
  load: LoadOptions,
): Promise<RunResult> {
  const [turn] = turns;
  if (turn === undefined) throw new RangeError("Cannot take a turn as one must be left: none is");
  const form = formOf(turn.form, load.namespace);
  const begin = performance.now();
  const left = () => timeLeft(turns, (performance.now() - begin) / 1000);
  const rest = () =>
    untilAtRest(cluster, form, (pods, seconds) => {
      if (seconds === 0 || seconds % WAIT_LINE_SECONDS > 0) return;
      console.log(`${form.title}'s pods leave: ${pods ?? "?"} are there  ${left()}`);
    });
  console.log(`\nRound ${turn.round}, ${form.title}; ${left()}`);
  await rest();
  const runTurn = () =>
    runLoad({
      ...load,
      form,
      isWatchedBack: false,
      signal: cluster.signal,
      home: Deno.env.get("HOME") ?? "",
      onStart: (place) => console.log(`k6 ${place}`),
      onSample: (sample) => console.log(`${liveLine(sample)}  ${left()}`),
    }, cluster);
  const { outcome: record, coldStarts } = await watchColdStarts(cluster, form, runTurn);
  const secondsBack = turn.isWayBackMeasured ? await rest() : null;
  // The other form's turn comes next: pods that still wait for their HPA would share its cores.
  if (turn.form === "classic" && !turn.isWayBackMeasured) await resetClassic(cluster, form);
  return runResult(record, {
    form: form.name,
    round: turn.round,
    secondsBack,
    coldStartSeconds: medianTotal(coldStarts),
  });
}

function medianTotal(starts: readonly ColdStart[]): number | null {
  const seconds = starts.map(({ totalSeconds }) => totalSeconds).filter((it) => it !== null);
  return seconds.length === 0 ? null : median(seconds);
}

async function keep(
  cluster: LoadCluster,
  comparison: Comparison,
  namespace: string,
): Promise<void> {
  await writeComparison(comparison, RESULTS);
  await writeRecordings(cluster, comparison, { namespace, folder: RECORDINGS });
  if (await drawPicture(RESULTS)) return;
  console.log("comparison.png is as it was: it needs Chromium or Chrome");
}

async function coresOf({ api }: LoadCluster): Promise<number> {
  const nodes = await api.get<{ items: { status: { capacity: { cpu: string } } }[] }>(
    "/api/v1/nodes",
  );
  return (nodes?.items ?? []).reduce((sum, { status }) => sum + Number(status.capacity.cpu), 0);
}

await runProgram(main);

// deno-lint-ignore-file no-console -- a command line program
/**
 * `deno task compare`: the same load on both forms in alternation, and what came out as a page.
 *
 * @module
 */
import { type Form, FORM_NAMES, formOf } from "../cluster/form.ts";
import { type LoadCluster, openCluster } from "../cluster/open_cluster.ts";
import { readAutoscalers } from "../cluster/pods.ts";
import { LoadError } from "../k6_run.ts";
import { liveLine } from "../live_line.ts";
import { LOAD_FLAGS, type LoadOptions, loadOptions, parseWords } from "../options.ts";
import { runLoad } from "../run_load.ts";
import { hpaSettingsOf, kpaSettingsOf } from "../simulate/recorded_settings.ts";
import type { Recording } from "../simulate/replay.ts";
import type { Comparison } from "./comparison.ts";
import { comparisonHtml, comparisonPicture } from "./comparison_page.ts";
import { comparisonParagraph } from "./paragraph.ts";
import { setBack, untilAtRest } from "./rest.ts";
import { type RunResult, runResult } from "./run_result.ts";

const USAGE = `Usage: deno task compare [PROFILE] [--rounds 3] [options of deno task loadtest]

Loads the Knative Service and the Deployment with its HPA in alternation, from inside the cluster, and writes
comparison.html, .json and .svg to --out (loadtest/results). Both must be deployed.
The HPA's way back to two pods, which takes five minutes, is measured after the last round only;
--no-way-back leaves it out. --record keeps the last round in loadtest/recordings, to which the
simulator is held.`;

async function main(args: readonly string[]): Promise<void> {
  const { rounds, isWayBackMeasured, isRecorded, options } = parse(args);
  if (options.wantsHelp) return console.log(USAGE);
  await using cluster = await openCluster();
  if (cluster === undefined) {
    throw new LoadError("Cannot compare as a cluster must answer: none does");
  }
  const startedAt = new Date().toISOString();
  const runs: RunResult[] = [];
  for (let round = 1; round <= rounds; round++) {
    // Who is first changes from round to round, so that what one leaves behind hurts both alike.
    const order = round % 2 === 1 ? FORM_NAMES : FORM_NAMES.toReversed();
    for (const name of order) {
      const form = formOf(name, options.namespace);
      const isLast = round === rounds && isWayBackMeasured;
      runs.push(await runRound(cluster, { form, round, options, isLast }));
    }
  }
  if (isRecorded) await record(cluster, { runs, rounds, namespace: options.namespace });
  const comparison: Comparison = {
    startedAt,
    profile: options.profile,
    cores: await coresOf(cluster),
    isInCluster: options.isInCluster,
    runs,
  };
  await Deno.mkdir(options.out, { recursive: true });
  await Deno.writeTextFile(`${options.out}/comparison.json`, JSON.stringify(comparison, null, 1));
  await Deno.writeTextFile(`${options.out}/comparison.html`, comparisonHtml(comparison));
  await Deno.writeTextFile(`${options.out}/comparison.svg`, comparisonPicture(comparison));
  console.log(`\n${comparisonParagraph(comparison)}\n\n${options.out}/comparison.html`);
}

async function runRound(
  cluster: LoadCluster,
  { form, round, options, isLast }: {
    form: Form;
    round: number;
    options: LoadOptions;
    isLast: boolean;
  },
): Promise<RunResult> {
  if (form.name === "classic") await setBack(cluster, form);
  await untilAtRest(cluster, form);
  console.log(`\nRound ${round}, ${form.title}`);
  const record = await runLoad({
    ...options,
    form,
    home: Deno.env.get("HOME") ?? "",
    onStart: (place) => console.log(`k6 ${place}`),
    onSample: (sample) => console.log(liveLine(sample)),
  }, cluster);
  // Knative is at zero again within a minute or two, and must be before its next round.
  const isWaitedFor = isLast || form.name === "knative";
  const secondsBack = isWaitedFor ? await untilAtRest(cluster, form) : null;
  return runResult(record, { form: form.name, round, secondsBack });
}

/** Keeps the last round with the settings that its autoscalers had. */
async function record(
  { api }: LoadCluster,
  { runs, rounds, namespace }: { runs: readonly RunResult[]; rounds: number; namespace: string },
): Promise<void> {
  for (const { form, timeline } of runs.filter(({ round }) => round === rounds)) {
    const autoscaler = (await readAutoscalers(api, formOf(form, namespace))).at(-1);
    if (autoscaler === undefined) continue;
    const recordedAt = new Date().toISOString();
    const recording: Recording = form === "knative"
      ? { recordedAt, timeline, form, settings: kpaSettingsOf(autoscaler) }
      : { recordedAt, timeline, form, settings: hpaSettingsOf(autoscaler) };
    const file = new URL(`../recordings/${form}.json`, import.meta.url);
    await Deno.writeTextFile(file, `${JSON.stringify(recording, null, 1)}\n`);
  }
}

async function coresOf({ api }: LoadCluster): Promise<number> {
  const nodes = await api.get<{ items: { status: { capacity: { cpu: string } } }[] }>(
    "/api/v1/nodes",
  );
  return (nodes?.items ?? []).reduce((sum, { status }) => sum + Number(status.capacity.cpu), 0);
}

function parse(args: readonly string[]) {
  const { values, positionals } = parseWords({
    args: [...args],
    allowPositionals: true,
    options: {
      ...LOAD_FLAGS,
      rounds: { type: "string" },
      "no-way-back": { type: "boolean" },
      record: { type: "boolean" },
    },
  });
  const rounds = Number(values.rounds ?? "3");
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new LoadError(
      `Cannot compare as --rounds must be a whole number from 1: is "${values.rounds}"`,
    );
  }
  const flags = { out: "loadtest/results", "in-cluster": true, ...values };
  const options = loadOptions(flags, positionals);
  return {
    rounds,
    isWayBackMeasured: values["no-way-back"] !== true,
    isRecorded: values.record === true,
    options,
  };
}

try {
  await main(Deno.args);
} catch (error) {
  if (!(error instanceof Error) || !["LoadError", "ApplyError"].includes(error.name)) throw error;
  console.error(error.message);
  Deno.exitCode = 1;
}

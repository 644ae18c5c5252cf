// deno-lint-ignore-file no-console -- a command line program
/**
 * `deno task loadtest`: runs a profile, shows the pods beside it, and writes the report.
 *
 * @module
 */
import { untilAtRest } from "./cluster/at_rest.ts";
import { coldStartsText } from "./cluster/cold_start.ts";
import { watchColdStarts } from "./cluster/cold_start_watch.ts";
import { formOf } from "./cluster/service_form.ts";
import { openCluster } from "./cluster/open_cluster.ts";
import { LoadError } from "./k6_run.ts";
import { liveLine } from "./live_line.ts";
import { parseLoadOptions, USAGE } from "./options.ts";
import { reportHtml } from "./report.ts";
import { runLoad } from "./run_load.ts";
import { runProgram } from "./run_program.ts";
import { summaryText } from "./summary.ts";

/** Profiles that show the Knative Service scale: from no pod, and back. */
const SCALING = ["ramp", "spike", "from-zero"];

async function main(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseLoadOptions(args);
  if (options.wantsHelp) {
    console.log(USAGE);
    return 0;
  }
  const { target } = options;
  await using cluster = await openCluster(signal);
  const form = target === "classic" || target === "knative"
    ? formOf(target, options.namespace)
    : target === null && cluster !== undefined
    ? formOf("knative", options.namespace)
    : undefined;
  if (form !== undefined && cluster === undefined) {
    throw new LoadError(`Cannot load ${form.title}'s pods as a cluster must answer: none does`);
  }
  const isFromRest = form?.name === "knative" && !options.isAsIs &&
    SCALING.includes(options.profile);
  const load = () =>
    runLoad({
      ...options,
      env: form === undefined && target !== null
        ? { ...options.env, BASE_URL: target }
        : options.env,
      form,
      isWatchedBack: isFromRest,
      signal,
      home: Deno.env.get("HOME") ?? "",
      onStart: (place) => console.log(`${options.profile}, with k6 ${place}`),
      onSample: (sample) => console.log(liveLine(sample)),
    }, cluster);
  if (isFromRest && form !== undefined && cluster !== undefined) {
    console.log("waiting until there is no pod");
    await untilAtRest(cluster, form);
  }
  const { outcome: record, coldStarts } = form === undefined || cluster === undefined
    ? { outcome: await load(), coldStarts: [] }
    : await watchColdStarts(cluster, form, load);
  await Deno.mkdir(options.out, { recursive: true });
  await Deno.writeTextFile(
    `${options.out}/summary.json`,
    JSON.stringify({ ...record, coldStarts }, null, 2),
  );
  const report = `${options.out}/report.html`;
  await Deno.writeTextFile(report, reportHtml(record.summary, record.timeline, coldStarts));
  if (coldStarts.length > 0) console.log(`\n${coldStartsText(coldStarts)}`);
  console.log(`\n${summaryText(record.summary)}`);
  if (record.secondsBack !== null) {
    console.log(`  back to no pod after ${record.secondsBack.toFixed(0)} s`);
  }
  console.log(`\n  ${report}`);
  return record.summary.bounds.every(({ isHeld }) => isHeld) ? 0 : 1;
}

await runProgram(main);

// deno-lint-ignore-file no-console -- a command line program
/**
 * Measures the project side by side with its references and prints the table of the README. Exits
 * with 1 if a floor is missed, or if a score differs from scikit-learn's.
 *
 * Usage: deno task bench [ID ...]     for example: deno task bench P1 P3 T1
 *
 * @module
 */
import { REFERENCE_TABLE } from "@mlops/tasks/reference";
import { tellUsage } from "@mlops/processes/tell_usage";
import { exists } from "@std/fs";
import { startPythonReference } from "./python_reference.ts";
import { measureColdStart } from "./cold_start.ts";
import { measureExplaining } from "./explaining.ts";
import { measureFitting } from "./fitting.ts";
import { measureFollowing } from "./following.ts";
import { measureGrowing } from "./growing.ts";
import { measureLatency } from "./latency.ts";
import { missingGenerators } from "./load_generators.ts";
import { measureLog } from "./log.ts";
import { measureMemory } from "./memory.ts";
import { measurePeers } from "./peers.ts";
import { referenceData } from "./reference_model.ts";
import { startReferenceRegistry, startRegistry } from "@mlops/testing/registries";
import { type Result, resultTable } from "./result.ts";
import { compareScores, measureScoring } from "./scoring.ts";
import { measureKeyedThroughput, measureThroughput } from "./throughput.ts";
import { measureTraining } from "./training_job.ts";

const IDS = [
  "P1",
  "P3",
  "P7",
  "P8",
  "E1",
  "E2",
  "E3",
  "T1",
  "T5",
  "T6",
  "T5-million",
  "T4",
  "C1",
  "C2",
  "P4",
  "P5",
  "P6",
  "P9",
  "L1",
  "L2",
];
const DATASET = new URL(`../../${REFERENCE_TABLE.path}`, import.meta.url).pathname;
const BASELINE = new URL("../../../shared/baseline/setup", import.meta.url);

tellUsage(
  `Measures the project beside its references, and prints the README's table.

Usage: deno task bench [ID ...]     of ${IDS.join(", ")}; all of them without one`,
  Deno.args.every((id) => IDS.includes(id)),
);
const isWanted = (...ids: string[]) =>
  Deno.args.length === 0 || ids.some((id) => Deno.args.includes(id));
const missing = await missingGenerators(isWanted);
if (missing.length > 0) {
  console.error(missing.join("\n"));
  Deno.exit(2);
}
const hasReference = await exists(BASELINE);
if (!hasReference) console.log("The Python reference is not here: measured without it.\n");

const results: Result[] = [];
async function measure(ids: string[], measurement: () => Promise<Result[]>): Promise<void> {
  if (!isWanted(...ids)) return;
  console.error(`measuring ${ids.join(", ")} ...`);
  results.push(...await measurement());
}

const data = referenceData();
let different = 0;
{
  await using python = hasReference ? await startPythonReference(DATASET) : null;
  if (python !== null) {
    const scores = await compareScores(data, python);
    different = scores.different;
    console.log(
      `P2: ${scores.compared} rows scored, ${different} differ from scikit-learn's doubles\n`,
    );
  }
  await measure(["P1", "P3"], () => measureScoring(data, python));
  await measure(["E1", "E3"], () => measureExplaining(data));
  await measure(["T1"], () => measureFitting(data, python));
}
await measure(
  ["P7", "P8", "E2"],
  () => measurePeers(data, DATASET, (id) => isWanted(id)),
);
await measure(["T5", "T6"], () => measureGrowing(hasReference, { isLarge: false }));
// Minutes of one processor: only where it is asked for.
if (Deno.args.includes("T5-million")) {
  await measure(["T5-million"], () => measureGrowing(hasReference, { isLarge: true }));
}
if (isWanted("T4", "C1", "C2", "P4", "P5", "P6", "P9", "L1", "L2")) {
  await buildService();
  await using registry = await startRegistry();
  // Trains three times: enough versions to move the alias between.
  results.push(...await measureTraining(registry.url).then((r) => isWanted("T4") ? r : []));
  await using reference = hasReference && isWanted("C1", "P4", "P6")
    ? await startReferenceRegistry()
    : null;
  const referenceUrl = reference?.url ?? null;
  await measure(["C1"], () => measureColdStart(registry.url, referenceUrl));
  await measure(["C2"], () => measureFollowing(registry.url));
  await measure(["P4"], () => measureThroughput(registry.url, referenceUrl));
  await measure(["P5"], () => measureLatency(registry.url));
  await measure(["P6"], () => measureMemory(registry.url, referenceUrl));
  await measure(["P9"], () => measureKeyedThroughput(registry.url));
  await measure(["L1", "L2"], () => measureLog(registry.url));
}

console.log(`${new Date().toISOString().slice(0, 10)}, medians of three rounds in alternation\n`);
console.log(resultTable(results));
Deno.exit(different > 0 || results.some(({ isMet }) => isMet === false) ? 1 : 0);

async function buildService(): Promise<void> {
  const { success, stderr } = await new Deno.Command("deno", { args: ["task", "build:predict"] })
    .output();
  if (!success) throw new Error(`Cannot build the service: ${new TextDecoder().decode(stderr)}`);
}

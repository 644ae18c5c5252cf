import { equal, match, notDeepEqual, ok, rejects } from "node:assert/strict";
import { DEFAULT_FOREST_PARAMS, fitForest, trainTestSplit } from "@mlops/forest";
import { REFERENCE_TASK } from "@mlops/tasks";
import { parseTable, REFERENCE_TABLE } from "@mlops/tasks/reference";
import { TreeExplainer } from "@mlops/trees";
import { withoutMarks } from "./engine/blanks.ts";
import { localPlace } from "./engine/local_place.ts";
import { leavesTheBetter } from "./exercises/17-aliases/trial.ts";
import { drift } from "./exercises/19-drift/steps.ts";
import { EXERCISES } from "./testing/tested_lab.ts";

/** Where a folder of each test's own is made, in the repository, whose packages the programs import. */
const WORK = new URL("work/", import.meta.url).pathname;

async function withFile<T>(name: string, text: string, look: (folder: string) => Promise<T>) {
  await Deno.mkdir(WORK, { recursive: true });
  const folder = await Deno.makeTempDir({ dir: WORK, prefix: "model-exercises-" });
  try {
    await Deno.writeTextFile(`${folder}/${name}`, text);
    return await look(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("exercise 17: a program that promotes whatever comes is found out", async () => {
  const whole = withoutMarks(
    await Deno.readTextFile(`${EXERCISES}/17-aliases/files/promote.ts`),
  );
  const condition = "challenger.score > champion.score";
  ok(whole.includes(condition));
  const look = (text: string) =>
    withFile("promote.ts", text, (folder) => leavesTheBetter.check(localPlace(folder, {})));
  equal(await look(whole), "0.812, 0.834");
  await rejects(look(whole.replace(condition, "true")), /0\.834 was replaced by 0\.812/);
  const notWorse = condition.replace(">", ">=");
  await rejects(look(whole.replace(condition, notWorse)), /0\.834 was replaced by 0\.834/);
  await rejects(look(whole.replace(condition, "____")), /^LabFault: promote\.ts: ReferenceError/);
});

Deno.test("exercise 19: a drift that others' patients have a share in is not taken", async () => {
  const report = {
    version: "1",
    patients: 168,
    rows: 168,
    drifted: [{ name: "Age", psi: 3.4 }],
  };
  const look = (text: string) =>
    withFile("drift.json", text, (folder) => drift.check(localPlace(folder, {})));
  match(`${await look(JSON.stringify(report))}`, /Age 3\.40/);
  await rejects(look(JSON.stringify({ ...report, rows: 566 })), /566 patients, of whom 168/);
  await rejects(look("{"), { message: "drift.json is no JSON" });
  for (const text of ["[]", "null", "3"]) {
    await rejects(look(text), { message: "drift.json has no patients" });
  }
});

Deno.test("exercise 20: the first patient's values pull both ways, so that the order is seen", async () => {
  const text = await Deno.readTextFile(`${EXERCISES}/20-explanations/files/explain.ts`);
  match(text, /cases\.map\(.*\)\.toReversed\(\),\n {2}REFERENCE_TASK\.sample/);
  const patient = REFERENCE_TASK.cases.at(-1)!.row as Readonly<Record<string, number>>;
  const table = parseTable(REFERENCE_TABLE.text);
  const nFeatures = REFERENCE_TASK.columns.length;
  const split = { testSize: 0.2, randomState: 42, stratify: true };
  const rows = Array.from(trainTestSplit(table.labels, split).train);
  const forest = fitForest(
    Float32Array.from(
      rows.flatMap((row) => [...table.features.subarray(row * nFeatures, (row + 1) * nFeatures)]),
    ),
    Int32Array.from(rows, (row) => table.labels[row]!),
    {
      ...DEFAULT_FOREST_PARAMS,
      maxDepth: 10,
      minSamplesSplit: 5,
      minSamplesLeaf: 2,
      randomState: 42,
    },
    { nFeatures },
  );
  const row = Float64Array.from(REFERENCE_TASK.columns, ({ name }) => patient[name]!);
  const contributions = [...new TreeExplainer(forest).shapValues(row, 1)];
  const strongest = contributions.toSorted((a, b) => Math.abs(b) - Math.abs(a)).slice(0, 3);
  notDeepEqual(contributions.toSorted((a, b) => b - a).slice(0, 3), strongest);
  notDeepEqual(contributions.toSorted((a, b) => a - b).slice(0, 3), strongest);
});

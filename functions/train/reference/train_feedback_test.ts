import { FEATURES } from "@mlops/tasks/diabetes";
import type { ConfirmedRow } from "@mlops/prediction_log";
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { splitRows } from "./split_rows.ts";
import { recordingPorts, REQUEST } from "../testing/recorded_training.ts";
import { trainModel } from "./train_model.ts";
import type { TrainRequest } from "./train_request.ts";

const IF_BETTER: TrainRequest = { ...REQUEST, promoteIfBetter: "auc_roc" };

/** What a test reads of the metadata, as `MLmodel` has it. */
interface Wire {
  readonly "golden_rows": readonly { readonly features: readonly number[] }[];
  readonly dataset: { readonly rows: number; readonly "training_rows": number };
}

/** A patient of the table whose outcome somebody told. */
function toldRow(source: string, outcome: string, glucose: number): ConfirmedRow {
  const values = [1, glucose, 70, 20, 79, 26.5, 0.5, 40];
  const features = Object.fromEntries(FEATURES.map(({ name }, at) => [name, values[at]!]));
  return { features, outcome, source };
}

Deno.test("trainModel() makes nobody champion by outcomes alone", async () => {
  const outcomes = Array.from({ length: 6 }, (_, i) => toldRow("key:lab", `${i % 2}`, 100 + i));
  const request = { ...IF_BETTER, outcomes };
  const held = await trainModel(request, recordingPorts({}).ports);
  deepEqual([held.aliases, held.promotion?.isPromoted, held.promotion?.isWaiting], [
    ["challenger"],
    false,
    true,
  ]);
  match(held.promotion?.reason ?? "", /waits for approval \(there is no champion yet\)/);
  // Without a comparison, too, "champion" is the usual alias of a training.
  const plain = await trainModel({ ...REQUEST, outcomes }, recordingPorts({}).ports);
  deepEqual(plain.aliases, ["challenger"]);
  const forced = await trainModel({ ...request, isForced: true }, recordingPorts({}).ports);
  deepEqual(forced.aliases, ["challenger"]);
  const approved = await trainModel({ ...request, isApproved: true }, recordingPorts({}).ports);
  deepEqual(approved.aliases, ["champion"]);
});

Deno.test("trainModel() tests with the data set's own rows, whatever outcomes were told", async () => {
  const rowsOf = async (outcomes: ConfirmedRow[] | null) => {
    const { ports, logged } = recordingPorts({});
    await trainModel({ ...REQUEST, outcomes }, ports);
    const { dataset } = logged["metadata"] as Wire;
    return [dataset["training_rows"], dataset["rows"] - dataset["training_rows"]];
  };
  const alone = await rowsOf(null);
  const outcomes = Array.from({ length: 30 }, (_, i) => toldRow("key:lab", `${i % 2}`, 90 + i));
  const taught = await rowsOf(outcomes);
  deepEqual([alone, taught], [[30, 10], [60, 10]]);
});

Deno.test("trainModel() tells what each source changes, and refuses outliers and the test's own rows", async () => {
  const { ports, files, logged } = recordingPorts({});
  const told: string[] = [];
  const progress = { ...ports.progress, tell: (_: string, message: string) => told.push(message) };
  const testRow = toldRow("key:lab", "1", 0);
  const [input] = await goldenInputs();
  const outcomes = [
    ...Array.from({ length: 8 }, (_, i) => toldRow("key:lab", i < 4 ? "0" : "1", 105 + 4 * i)),
    ...Array.from({ length: 20 }, (_, i) => toldRow("anonymous", i < 10 ? "1" : "0", 100 + 2 * i)),
    toldRow("anonymous", "1", 900),
    { ...testRow, features: input! },
  ];
  const request = { ...REQUEST, outcomes, sourceWarnings: ["look out"] };
  await trainModel(request, { ...ports, progress });
  const report = JSON.parse(
    new TextDecoder().decode(files.get("feedback/sources.json") as Uint8Array),
  );
  deepEqual(
    report.sources.map(({ source, rows }: { source: string; rows: number }) => [source, rows]),
    [["anonymous", 20], ["key:lab", 8]],
  );
  const [anonymous] = report.sources;
  equal(anonymous.share, 20 / 58);
  ok(anonymous.without.accuracy > report.with.accuracy, JSON.stringify(report));
  equal(anonymous.golden.rows, 10);
  ok(anonymous.golden.largest > 0 && anonymous.golden.otherClass > 0);
  deepEqual(
    report.refused.map((
      { source, rows, reason }: Record<string, unknown>,
    ) => [source, rows, reason]),
    [
      ["key:lab", 1, "they are rows of the test"],
      ["anonymous", 1, "outliers, e.g. Glucose 900, which the data set has from 80 to 158"],
    ],
  );
  deepEqual(told[0], "look out");
  ok(
    told.includes("1 outcomes of key:lab are refused: they are rows of the test"),
    told.join("; "),
  );
  equal((logged["tags"] as Record<string, string>)["aliases_moved"], "challenger");
});

async function goldenInputs(): Promise<Record<string, number>[]> {
  const { ports, logged } = recordingPorts({});
  await trainModel(REQUEST, ports);
  return (logged["metadata"] as Wire)["golden_rows"].map(({ features }) =>
    Object.fromEntries(FEATURES.map(({ name }, at) => [name, features[at]!]))
  );
}

Deno.test("splitRows() keeps the test rows where they are, and outcomes out of them", () => {
  const tableOf = (nRows: number, first: number) => ({
    features: Float64Array.from({ length: 8 * nRows }, (_, at) => first + at),
    labels: Int32Array.from({ length: nRows }, (_, row) => row % 2),
    nRows,
  });
  const options = { testSize: 0.25, randomState: 7 };
  const alone = splitRows(tableOf(20, 0), null, options);
  const taught = splitRows(tableOf(20, 0), tableOf(30, 1_000), options);
  deepEqual(taught.test, alone.test);
  deepEqual([alone.train.nRows, taught.train.nRows], [15, 45]);
  deepEqual(taught.train.features.subarray(0, 15 * 8), alone.train.features);
});

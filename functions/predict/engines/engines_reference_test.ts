import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { referenceTest, runPython } from "@mlops/testing/reference";
import type { Model } from "@mlops/model";
import type { OnnxOptions } from "./onnx_options.ts";
import { sumRounding } from "./onnxruntime_model.ts";
import { readOnnx } from "./read_onnx.ts";
import { rowsOf } from "../testing/rows_of.ts";
import { STUMP_MODEL } from "../testing/stump_model.ts";

/** Rounding of engines that sum in 64 bits, and of short sums in 32. */
const EXACT_ENOUGH = 1e-6;
const BATCH = 1_000;

/** A model that scikit-learn fitted, with what it answers. */
interface Fitted {
  readonly name: string;
  readonly classes: readonly (number | string)[];
  readonly nFeatures: number;
  readonly featureNames: readonly string[] | null;
}

async function fitModels(folder: string): Promise<Fitted[]> {
  const program = await Deno.readTextFile(new URL("testdata/fit_models.py", import.meta.url));
  return JSON.parse(await runPython(program, { args: [folder] }));
}

async function read(path: string): Promise<ArrayBuffer> {
  return (await Deno.readFile(path)).buffer;
}

async function scoreAll(model: Model, rows: Float32Array): Promise<Float64Array> {
  const { features: { length: nFeatures }, nOutputs } = model;
  const scores = new Float64Array(rows.length / nFeatures * nOutputs);
  for (let start = 0; start < rows.length; start += BATCH * nFeatures) {
    const batch = rows.subarray(start, start + BATCH * nFeatures);
    const { values } = await model.predict(rowsOf(nFeatures, batch));
    scores.set(values, start / nFeatures * nOutputs);
  }
  return scores;
}

function largestDifference(one: Float64Array, other: Float64Array): number {
  equal(one.length, other.length);
  return one.reduce(
    (most, value, index) => Math.max(most, Math.abs(value - other[index]!)),
    0,
  );
}

/** Positions of rows whose label is another, though no other class is within the tolerance. */
function wrongLabels(scores: Float64Array, labels: Int32Array, tolerance: number): number[] {
  const nClasses = scores.length / labels.length;
  return [...labels.keys()].filter((row) => {
    const shares = scores.subarray(row * nClasses, (row + 1) * nClasses);
    const most = Math.max(...shares);
    return shares.indexOf(most) !== labels[row] &&
      most - shares[labels[row]!]! > tolerance;
  });
}

const REFUSED: [string, RegExp][] = [
  ["wide", /must take rows of a known length: its input "X" is \[\?, \?\]/],
  ["strange", /ONNX Runtime must be able to score a row with it: .*LinearClassifierOfTomorrow/],
];

/** Other ensembles of trees than forests, which our own scorer takes as well. */
const OTHER_TREES = /^(boosted|histogram|iris-boosted)/;

/** Estimators whose label comes from a decision function, not from their probabilities. */
const OWN_LABEL = /^vectors/;

// ONNX Runtime opens a MessageChannel when it is loaded and keeps it, which the sanitizer of the first
// test that loads it would take for a leak.
await (await readOnnx(STUMP_MODEL, { engine: "onnxruntime" })).dispose();

async function checkEngine(folder: string, fitted: Fitted, engine: OnnxOptions["engine"]) {
  const path = `${folder}/${fitted.name}`;
  const bytes = await Deno.readFile(`${path}.onnx`);
  const rows = new Float32Array(await read(`${path}.rows`));
  const isForest = fitted.name.startsWith("forest-");
  const isTrees = isForest || OTHER_TREES.test(fitted.name);
  if (engine === "native" && !isTrees) {
    await rejects(readOnnx(bytes, { engine }), {
      name: "ModelError",
      message: /^MODEL_ENGINE "native" takes ensembles of trees only \(set it to "auto"\): /,
    });
    return;
  }
  const { featureNames } = fitted;
  const options = featureNames === null ? { engine } : { engine, featureNames };
  const model = await readOnnx(bytes, options);
  equal(model.engine, isTrees && engine !== "onnxruntime" ? "native" : "onnxruntime");
  equal(model.features.length, fitted.nFeatures);
  deepEqual(model.classes, fitted.classes);
  const scores = await scoreAll(model, rows);
  await model.dispose();

  const expected = new Float64Array(await read(`${path}.ort`));
  // ONNX Runtime itself rounds each of the sum's steps to 32 bits.
  const nTrees = isForest ? Number(/\d+$/.exec(fitted.name) ?? 1) : 1;
  const theirs = nTrees > 100 ? sumRounding(nTrees) : EXACT_ENOUGH;
  ok(largestDifference(scores, expected) <= theirs);
  const labels = new Int32Array(await read(`${path}.label`));
  if (!OWN_LABEL.test(fitted.name)) deepEqual(wrongLabels(scores, labels, theirs), []);
  const exact = new Float64Array(await read(`${path}.proba`));
  // A forest without cover is summed as ONNX Runtime sums it.
  if (isForest) ok(largestDifference(scores, exact) <= theirs);
}

async function checkOneRow(folder: string): Promise<void> {
  const bytes = await Deno.readFile(`${folder}/one-row.onnx`);
  const model = await readOnnx(bytes, { engine: "auto" });
  const rows = new Float32Array(await read(`${folder}/one-row.rows`));
  const expected = new Float64Array(await read(`${folder}/one-row.proba`));
  ok(largestDifference(await scoreAll(model, rows), expected) <= EXACT_ENOUGH);
  await model.dispose();
}

async function checkColumns(folder: string): Promise<void> {
  const bytes = await Deno.readFile(`${folder}/columns.onnx`);
  const featureNames = ["weight", "height", "visits", "age"];
  const model = await readOnnx(bytes, { engine: "auto", featureNames });
  const row = new Float32Array(await read(`${folder}/columns.rows`)).subarray(0, 4);
  const expected = new Float64Array(await read(`${folder}/columns.ort`)).subarray(0, 2);
  const scores = await scoreAll(model, row.toReversed());
  ok(largestDifference(scores, expected) <= EXACT_ENOUGH);
  equal(model.features[2]?.type, "int64");
  await model.dispose();
  await rejects(readOnnx(bytes, { engine: "auto", featureNames: ["age", "sex"] }), {
    name: "ModelError",
    message: "it must have the features that are named for it: " +
      "it takes age, visits, height, weight",
  });
}

async function checkWide(folder: string): Promise<void> {
  const bytes = await Deno.readFile(`${folder}/wide.onnx`);
  const featureNames = ["age", "visits", "height", "weight"];
  const model = await readOnnx(bytes, { engine: "auto", featureNames });
  equal(model.features.length, 4);
  await model.dispose();
}

async function checkRefused(folder: string, name: string, message: RegExp): Promise<void> {
  const bytes = await Deno.readFile(`${folder}/${name}.onnx`);
  const error = { name: "ModelError", message };
  await rejects(readOnnx(bytes, { engine: "auto" }), error);
}

referenceTest(
  "readOnnx() scores what skl2onnx wrote as ONNX Runtime does, with each engine",
  ["python"],
  async (t) => {
    const folder = await Deno.makeTempDir();
    for (const fitted of await fitModels(folder)) {
      for (const engine of ["auto", "onnxruntime", "native"] as const) {
        const name = `${fitted.name}, MODEL_ENGINE=${engine}`;
        await t.step(name, () => checkEngine(folder, fitted, engine));
      }
    }
    await t.step("a graph that takes one row at a time scores many", () => checkOneRow(folder));
    await t.step("columns go to the inputs of their names", () => checkColumns(folder));
    await t.step("feature names tell a width that the graph leaves open", () => checkWide(folder));
    for (const [name, message] of REFUSED) {
      await t.step(`${name} is refused`, () => checkRefused(folder, name, message));
    }
    await Deno.remove(folder, { recursive: true });
  },
);

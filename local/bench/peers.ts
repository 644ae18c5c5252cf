import { decodeForest } from "@mlops/onnx";
import { readLightgbm } from "@mlops/lightgbm";
import { readXgboost } from "@mlops/xgboost";
import { EnsembleScorer, type TreeEnsemble, TreeExplainer } from "@mlops/trees";
import { askLines, type LineProcess } from "./line_process.ts";
import { type ReferenceData, referenceForest } from "./reference_model.ts";
import { duration, type Result, times } from "./result.ts";
import { alternate, medianSeconds } from "./rounds.ts";

const PYTHON = new URL("../../.ci/peers", import.meta.url).pathname;
const PROGRAM = new URL("peers.py", import.meta.url).pathname;
const BATCH_ROWS = 1000;

/** Floors of P7, over the library's own predictor and ONNX Runtime, of P8 over the fastest, and of E2. */
const FLOORS = { own: 10, runtime: 5, batch: 1.5, explainSeconds: 200e-6 };

/** The library that made a model, whose own predictor P7 names. */
const OWN: Readonly<Record<string, string>> = {
  forest: "scikit-learn",
  forest3: "scikit-learn",
  xgboost: "xgboost",
  lightgbm: "lightgbm",
};

const TITLES: Readonly<Record<string, string>> = {
  forest: "the reference forest",
  forest3: "300 trees, 3 classes",
  xgboost: "XGBoost, 500 trees",
  lightgbm: "LightGBM, 500 trees",
};

/** Who explains which model; shap explains the reference forest and what XGBoost explains itself. */
const EXPLAINERS: Readonly<Record<string, readonly string[]>> = {
  forest: ["shap"],
  xgboost: ["shap", "xgboost"],
  lightgbm: ["lightgbm"],
};

/**
 * Measures scoring and explaining beside other programs, one thread each: P7, one row; P8, a thousand;
 * E2, the explanation of a row.
 *
 * @param data Rows of the reference forest.
 * @param dataset Path of the data set.
 * @param isWanted Which of the three are.
 * @returns The lines of the table.
 * @throws {Error} If a score differs from what the library itself says.
 */
export async function measurePeers(
  data: ReferenceData,
  dataset: string,
  isWanted: (id: string) => boolean,
): Promise<Result[]> {
  const python = await peersPython();
  const folder = new URL("../models", `file://${python}`).pathname;
  await using peers = askLines(python, [PROGRAM, folder, dataset]);
  const scorers = await peers.ask<Record<string, string[]>>("prepare", null);
  const results: Result[] = [];
  for (const [model, names] of Object.entries(scorers)) {
    const ensemble = await readEnsemble(folder, model, data);
    const rows = new Float32Array((await Deno.readFile(`${folder}/${model}.rows`)).buffer);
    const scorer = new EnsembleScorer(ensemble);
    compare(model, scorer.score(rows), await peers.ask<number[]>("scores", { model }));
    const ours = oursOf(scorer, ensemble, rows);
    if (isWanted("P7")) results.push(await measureOne(peers, model, names, ours.one));
    if (isWanted("P8")) results.push(await measureBatch(peers, model, names, ours.batch));
    if (isWanted("E2") && model in EXPLAINERS) {
      results.push(await measureExplanation(peers, model, ensemble, rows));
    }
  }
  return results.sort((a, b) => a.id < b.id ? -1 : Number(a.id > b.id));
}

async function peersPython(): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(PYTHON).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot make the peers' environment: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout).trim();
}

async function readEnsemble(
  folder: string,
  model: string,
  data: ReferenceData,
): Promise<TreeEnsemble> {
  if (model === "forest") return referenceForest(data);
  const read = (name: string) => Deno.readFile(`${folder}/${name}`);
  if (model === "forest3") return decodeForest(await read("forest3.onnx"));
  if (model === "lightgbm") return readLightgbm(await read("lightgbm.txt")).ensemble;
  return readXgboost(await read("xgboost.ubj"), { modelClass: "xgboost.core.Booster" }).ensemble;
}

function compare(model: string, ours: Float64Array, theirs: readonly number[]): void {
  // A graph holds 32-bit weights of what scikit-learn adds up in 64.
  const tolerance = model === "forest3" ? 1e-6 : 0;
  const different = theirs.filter((score, i) => !(Math.abs(score - ours[i]!) <= tolerance)).length;
  if (different > 0 || theirs.length !== ours.length) {
    throw new Error(`Cannot compare ${model} as scores must be equal: ${different} differ`);
  }
}

function oursOf(scorer: EnsembleScorer, { nFeatures, nOutputs }: TreeEnsemble, rows: Float32Array) {
  const out = new Float64Array(nOutputs * BATCH_ROWS);
  const rowAt = (i: number) => {
    const row = i * 7919 % BATCH_ROWS;
    return rows.subarray(row * nFeatures, (row + 1) * nFeatures);
  };
  return {
    one: () => medianSeconds((i) => scorer.score(rowAt(i), 1, out), 100, 500),
    batch: () => medianSeconds(() => scorer.score(rows, BATCH_ROWS, out), 1, 100) / BATCH_ROWS,
  };
}

/** Ours and each peer in turn, in s a row. */
async function takeTurns(
  peers: LineProcess,
  model: string,
  names: readonly string[],
  ours: () => number,
  rows: number,
): Promise<Record<string, number>> {
  const contestants = names.map((peer): [string, () => Promise<number>] => [
    peer,
    () => peers.ask<number>("time", { model, peer, rows }),
  ]);
  return await alternate(Object.fromEntries<() => number | Promise<number>>([
    ["ours", ours],
    ...contestants,
  ]));
}

async function measureOne(
  peers: LineProcess,
  model: string,
  names: readonly string[],
  ours: () => number,
): Promise<Result> {
  const seconds = await takeTurns(peers, model, names, ours, 1);
  const own = seconds[OWN[model]!]! / seconds["ours"]!;
  const runtime = seconds["onnxruntime"]! / seconds["ours"]!;
  return {
    id: "P7",
    what: `score one row, ${TITLES[model]}`,
    ours: duration(seconds["ours"]!),
    reference: list(names, seconds),
    ratio: `${times(own)} ${OWN[model]}, ${times(runtime)} onnxruntime`,
    floor: `${FLOORS.own}x, ${FLOORS.runtime}x`,
    isMet: own >= FLOORS.own && runtime >= FLOORS.runtime,
  };
}

async function measureBatch(
  peers: LineProcess,
  model: string,
  names: readonly string[],
  ours: () => number,
): Promise<Result> {
  const seconds = await takeTurns(peers, model, names, ours, BATCH_ROWS);
  const fastest = Math.min(...names.map((name) => seconds[name]!)) / seconds["ours"]!;
  return {
    id: "P8",
    what: `score 1 000 rows, per row, ${TITLES[model]}`,
    ours: duration(seconds["ours"]!),
    reference: list(names, seconds),
    ratio: `${times(fastest)} the fastest`,
    floor: `${FLOORS.batch}x`,
    isMet: fastest >= FLOORS.batch,
  };
}

async function measureExplanation(
  peers: LineProcess,
  model: string,
  ensemble: TreeEnsemble,
  rows: Float32Array,
): Promise<Result> {
  const { nFeatures, nOutputs } = ensemble;
  const explainer = new TreeExplainer(ensemble);
  const names = EXPLAINERS[model]!;
  const ours = () =>
    medianSeconds(
      (i) => {
        const row = i * 7919 % BATCH_ROWS;
        explainer.shapValues(rows.subarray(row * nFeatures, (row + 1) * nFeatures), nOutputs - 1);
      },
      10,
      50,
    );
  const contestants = names.map((peer): [string, () => Promise<number>] => [
    peer,
    () => peers.ask<number>("explain", { model, peer }),
  ]);
  const seconds = await alternate(Object.fromEntries<() => number | Promise<number>>([
    ["ours", ours],
    ...contestants,
  ]));
  return {
    id: "E2",
    what: `explain one row, ${TITLES[model]}`,
    ours: duration(seconds["ours"]!),
    reference: list(names, seconds),
    ratio: names.map((name) => times(seconds[name]! / seconds["ours"]!)).join(", "),
    floor: model === "forest" ? duration(FLOORS.explainSeconds) : "",
    isMet: model === "forest" ? seconds["ours"]! <= FLOORS.explainSeconds : true,
  };
}

function list(names: readonly string[], seconds: Record<string, number>): string {
  return names.map((name) => `${name} ${duration(seconds[name]!)}`).join(", ");
}

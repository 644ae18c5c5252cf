// deno-lint-ignore-file no-console -- answers the benchmark
/**
 * Grows trees on a table of a file in a process of its own, and prints what it cost as JSON: started by
 * `growing.ts`, beside `grow_table.py`.
 *
 * Usage: deno run --allow-read --allow-run=cat local/bench/grow_table.ts FOLDER ROWS KIND TREES [WORKERS]
 *
 * @module
 */
import {
  ESTIMATORS,
  type ForestParams,
  growTrees,
  type MakeBuffer,
  tableOfColumns,
  type Target,
} from "@mlops/forest";
import process from "node:process";
import { growWith } from "../../functions/train/fit_workers.ts";
import { N_COLUMNS } from "./growth_table.ts";

const [folder = ".", rows = "0", kind = "classes", trees = "10", workers = "1"] = Deno.args;
const nRows = Number(rows);
const params: ForestParams = {
  ...(kind === "numbers"
    ? { ...ESTIMATORS.RandomForestRegressor, maxFeatures: 1 / 3 }
    : ESTIMATORS.RandomForestClassifier),
  nEstimators: Number(trees),
  randomState: 1,
};

/** One column at a time, so that the table is here only once. */
function* columns(count: number): Generator<Float32Array> {
  using file = Deno.openSync(`${folder}/columns.f32`);
  const bytes = new Uint8Array(4 * nRows);
  for (let column = 0; column < N_COLUMNS; column++) {
    for (let at = 0; at < bytes.length;) at += file.readSync(bytes.subarray(at)) ?? bytes.length;
    yield new Float32Array(bytes.buffer, 0, count);
  }
}

function target(count: number): Target {
  const numbers = new Float64Array(Deno.readFileSync(`${folder}/targets.f64`).buffer, 0, count);
  if (kind === "numbers") return { kind: "numbers", numbers };
  const classOf = new Int32Array(count);
  for (let row = 0; row < count; row++) classOf[row] = numbers[row]! > 0 ? 1 : 0;
  return { kind: "classes", classOf, nClasses: 2 };
}

/** Memory in bytes as the kernel counts it: now, or at the peak so far. */
function memoryBytes(name: "VmRSS" | "VmHWM"): number {
  const { stdout } = new Deno.Command("cat", { args: [`/proc/${Deno.pid}/status`] }).outputSync();
  const line = new TextDecoder().decode(stdout).match(new RegExp(`${name}:\\s*(\\d+) kB`));
  return 1024 * Number(line?.[1]);
}

// The compiler has its say before the clock starts, as that of scikit-learn had long ago.
const few = Math.min(nRows, 2000);
for (let round = 0; round < 3; round++) {
  growTrees(tableOfColumns(columns(few), target(few)), params);
}

/** All trees: in this thread, or over Workers that share the table. */
async function grow() {
  if (workers === "1") return growTrees(tableOfColumns(columns(nRows), target(nRows)), params);
  const layOut = (makeBuffer: MakeBuffer) =>
    tableOfColumns(columns(nRows), target(nRows), { makeBuffer });
  const quiet = { onTree: () => {}, signal: new AbortController().signal };
  const { trees } = await growWith(Number(workers))({ nRows, layOut }, params, quiet);
  return trees;
}

const before = memoryBytes("VmRSS");
const start = process.cpuUsage();
const startMs = performance.now();
const grown = await grow();
const { user, system } = process.cpuUsage(start);
console.log(JSON.stringify({
  seconds: (user + system) / 1e6,
  wallSeconds: (performance.now() - startMs) / 1000,
  bytes: memoryBytes("VmHWM") - before,
  nodes: grown.reduce((sum, { left }) => sum + left.length, 0),
  roots: grown.map(({ threshold }) => threshold[0]),
}));

import { delay } from "@std/async";
import { REFERENCE_TASK } from "@mlops/tasks";
import {
  assembleForest,
  columnsOf,
  type DecisionTree,
  type ForestParams,
  type MakeBuffer,
  ownBuffer,
  sharedBuffer,
  tableOfColumns,
  type TrainingTable,
  TreeGrower,
  treeSeeds,
} from "@mlops/forest";
import type { Rows } from "./reference/split_rows.ts";
import type { FitForest } from "./train_ports.ts";

/** What a Worker is asked for, once. */
export interface TreeOrder {
  /** Training rows, in memory that all Workers share. */
  readonly table: TrainingTable;
  /** Hyper-parameters. */
  readonly params: ForestParams;
  /** Positions in the forest of the trees to grow, each with its seed. */
  readonly seeds: readonly (readonly [index: number, seed: number])[];
}

/** What a Worker answers: a grown tree and its position in the forest, or why it stopped. */
export type TreeAnswer =
  | { readonly index: number; readonly tree: DecisionTree }
  | { readonly fault: string };

const SHAPE = { nFeatures: REFERENCE_TASK.columns.length, nClasses: 2 } as const;
/** How long the main thread grows trees before it lets signals and timers in. */
const SLICE_MS = 25;
/**
 * Trees times rows below which Workers take longer to start than they save. On 2 cores 1000 trees of
 * 614 rows gain nothing by them and 4000 do: fit_workers_bench.ts prints both.
 */
const WORKERS_PAY_FROM = 1_500_000;
const MAX_WORKERS = 16;

/**
 * Makes a fit that is spread over threads. The trees are independent and put together by position,
 * so the forest is the same to the bit however many there are.
 *
 * @param workers Threads; 1 is this one alone, `null` as many as help.
 * @returns The fit.
 */
export function fitWith(workers: number | null): FitForest {
  return fitBy(growWith(workers));
}

/**
 * Makes a fit of the workshop's table by any way of growing trees.
 *
 * @param grow Grows the trees.
 * @returns The fit.
 */
export function fitBy(grow: GrowForest): FitForest {
  return async (rows, params, options) => {
    const laidOut = { nRows: rows.nRows, layOut: (make: MakeBuffer) => tableOf(rows, make) };
    const { trees } = await grow(laidOut, params, options);
    return assembleForest(trees, { nFeatures: SHAPE.nFeatures, classes: [0, 1] });
  };
}

/** Rows to grow trees on, before it is known in which memory. */
export interface LaidOutRows {
  /** Number of rows. */
  readonly nRows: number;
  /** Lays them out. */
  readonly layOut: (makeBuffer: MakeBuffer) => TrainingTable;
}

/** Who hears of the growing, and who stops it. */
export type GrowOptions = Parameters<FitForest>[2];

/** Grows the trees of a forest. */
export type GrowForest = (
  rows: LaidOutRows,
  params: ForestParams,
  options: GrowOptions,
) => Promise<{ readonly table: TrainingTable; readonly trees: DecisionTree[] }>;

/**
 * Makes what grows trees over threads.
 *
 * @param workers Threads; 1 is this one alone, `null` as many as help.
 * @returns It; the trees are the same to the bit however many there are.
 */
export function growWith(workers: number | null): GrowForest {
  return (rows, params, options) => {
    const seeds = [...treeSeeds(params).entries()];
    return growSome(rows, params, { ...options, workers, seeds });
  };
}

/**
 * Grows some trees of a forest over threads.
 *
 * @param rows The rows.
 * @param params Hyper-parameters.
 * @param options Threads, as {@linkcode growWith} takes them; the trees to grow; who hears, who stops.
 * @returns The table, and the trees in the order of the seeds.
 */
export async function growSome(
  rows: LaidOutRows,
  params: ForestParams,
  { workers, seeds, ...options }: GrowOptions & {
    readonly workers: number | null;
    readonly seeds: TreeOrder["seeds"];
  },
): Promise<{ readonly table: TrainingTable; readonly trees: DecisionTree[] }> {
  const wanted = workers ?? threadsThatHelp(rows.nRows * seeds.length);
  const nThreads = Math.max(1, Math.min(wanted, seeds.length));
  const table = rows.layOut(nThreads === 1 ? ownBuffer : sharedBuffer);
  const order: TreeOrder = { table, params, seeds };
  const trees = nThreads === 1
    ? await growHere(order, options)
    : await growInWorkers(nThreads, order, options);
  return { table, trees };
}

function threadsThatHelp(treesTimesRows: number): number {
  if (treesTimesRows < WORKERS_PAY_FROM) return 1;
  return Math.min(navigator.hardwareConcurrency, MAX_WORKERS);
}

async function growHere(
  { table, params, seeds }: TreeOrder,
  { onTree, signal }: GrowOptions,
): Promise<DecisionTree[]> {
  const grower = new TreeGrower(table, params);
  const trees: DecisionTree[] = [];
  let sliceEnd = performance.now() + SLICE_MS;
  for (const [, seed] of seeds) {
    trees.push(grower.grow(seed));
    onTree(trees.length, seeds.length);
    if (performance.now() < sliceEnd) continue;
    await delay(0);
    signal.throwIfAborted();
    sliceEnd = performance.now() + SLICE_MS;
  }
  return trees;
}

async function growInWorkers(
  nWorkers: number,
  { table, params, seeds }: TreeOrder,
  { onTree, signal }: GrowOptions,
): Promise<DecisionTree[]> {
  const trees = new Array<DecisionTree>(seeds.length);
  const placeOf = new Map(seeds.map(([index], place) => [index, place]));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let nDone = 0;
  const workers = Array.from({ length: nWorkers }, (_, position) => {
    const worker = new Worker(workerUrl(), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<TreeAnswer>) => {
      if ("fault" in data) return reject(new RangeError(data.fault));
      trees[placeOf.get(data.index)!] = data.tree;
      onTree(++nDone, seeds.length);
      if (nDone === seeds.length) resolve();
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`Cannot fit the forest as its Workers must run: ${event.message}`));
    };
    const order: TreeOrder = {
      table,
      params,
      seeds: seeds.filter((_, place) => place % nWorkers === position),
    };
    worker.postMessage(order);
    return worker;
  });
  const stop = () => reject(signal.reason);
  signal.addEventListener("abort", stop);
  try {
    signal.throwIfAborted();
    await promise;
    return trees;
  } finally {
    signal.removeEventListener("abort", stop);
    for (const worker of workers) worker.terminate();
  }
}

function tableOf({ features32, labels, nRows }: Rows, makeBuffer: MakeBuffer): TrainingTable {
  const { nFeatures, nClasses } = SHAPE;
  const classOf = new Int32Array(makeBuffer(4 * nRows));
  classOf.set(labels);
  const target = { kind: "classes", classOf, nClasses } as const;
  return tableOfColumns(columnsOf(features32, nRows, nFeatures), target, { makeBuffer });
}

/** In the bundle both files are JavaScript, side by side. */
function workerUrl(): URL {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return new URL(`./fit_worker.${extension}`, import.meta.url);
}

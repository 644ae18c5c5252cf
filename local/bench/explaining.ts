import { type TreeEnsemble, TreeExplainer } from "@mlops/trees";
import { N_FEATURES, type ReferenceData, referenceForest } from "./reference_model.ts";
import { duration, type Result } from "./result.ts";
import { alternate, medianSeconds } from "./rounds.ts";

/** Floor of E1, in s. */
const FLOOR_SECONDS = 0.005;

/** Floor of E3, in s. */
const FLOOR_PIECE_SECONDS = 0.01;

/** How often the reference forest's trees stand in the large model of E3: half a million nodes. */
const COPIES = 50;

/**
 * Measures the explanation of one row by exact TreeSHAP: E1, and how long a large model's first one holds
 * up everything else at most: E3.
 *
 * @param data Rows of the data set; another one each time.
 * @returns The lines of the table.
 */
export async function measureExplaining(data: ReferenceData): Promise<Result[]> {
  const forest = referenceForest(data);
  const explainer = new TreeExplainer(forest);
  const large = manyTimes(forest);
  const row = data.rows.subarray(0, N_FEATURES);
  const nRows = data.rows.length / N_FEATURES;
  const { seconds, longest } = await alternate({
    longest: () => longestPiece({ ...large }, row),
    seconds: () =>
      medianSeconds(
        (i) => {
          const row = i * 7919 % nRows;
          explainer.shapValues(data.rows.subarray(row * N_FEATURES, (row + 1) * N_FEATURES), 1);
        },
        20,
        20,
      ),
  });
  return [{
    id: "E1",
    what: "explain one row, exact TreeSHAP",
    ours: duration(seconds),
    reference: "",
    ratio: "",
    floor: "5 ms",
    isMet: seconds <= FLOOR_SECONDS,
  }, {
    id: "E3",
    what:
      `first explanation of ${large.roots.length} trees, ${large.left.length} nodes: longest piece`,
    ours: duration(longest),
    reference: "",
    ratio: "",
    floor: "10 ms",
    isMet: longest <= FLOOR_PIECE_SECONDS,
  }];
}

/** Prepares an ensemble and explains a row, all as the service does it; returns the longest piece in s. */
function longestPiece(ensemble: TreeEnsemble, row: Float32Array): number {
  let longest = 0;
  const run = (pieces: Generator<void, unknown, void>) => {
    for (let isDone = false; !isDone;) {
      const beganMs = performance.now();
      isDone = pieces.next().done ?? false;
      longest = Math.max(longest, (performance.now() - beganMs) / 1000);
    }
  };
  run(TreeExplainer.prepare(ensemble));
  run(new TreeExplainer(ensemble).explain(row, 1, { out: new Float64Array(N_FEATURES) }));
  return longest;
}

/** Makes an ensemble that has each tree many times. */
function manyTimes(forest: TreeEnsemble): TreeEnsemble {
  const nNodes = forest.left.length;
  const shifted = (nodes: Int32Array) => {
    const all = new Int32Array(COPIES * nodes.length);
    for (let copy = 0; copy < COPIES; copy++) {
      all.set(nodes.map((node) => node < 0 ? node : copy * nNodes + node), copy * nodes.length);
    }
    return all;
  };
  const repeated = <T extends Int32Array | Float64Array>(all: T, numbers: T): T => {
    for (let copy = 0; copy < COPIES; copy++) all.set(numbers, copy * numbers.length);
    return all;
  };
  const doubles = (numbers: Float64Array) =>
    repeated(new Float64Array(COPIES * numbers.length), numbers);
  return {
    ...forest,
    roots: shifted(forest.roots),
    left: shifted(forest.left),
    right: shifted(forest.right),
    feature: repeated(new Int32Array(COPIES * nNodes), forest.feature),
    threshold: doubles(forest.threshold),
    value: doubles(forest.value),
    cover: forest.cover && doubles(forest.cover),
    divisor: forest.divisor * COPIES,
  };
}

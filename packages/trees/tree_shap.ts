import { compile } from "./block_scorer.ts";
import { type ExplainMemory, layOutExplanation, TREE } from "./tree_shap_memory.ts";
import { explainModule } from "./tree_shap_module.ts";
import { type ExplainPlan, planExplanation } from "./tree_shap_plan.ts";
import { planColumns, type RowColumns } from "./row_columns.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";

/** An ensemble prepared for explaining. */
interface Prepared {
  readonly columns: RowColumns;
  readonly baseValues: Float64Array;
  readonly memory: ExplainMemory;
  /** Splits of each tree, in the order of their records. */
  readonly sizes: readonly number[];
  /** Trees of each output. */
  readonly trees: readonly Piece[];
  readonly run: (first: number, end: number, values: number) => void;
}

/** What was prepared, as long as the ensemble is there: once for all of its explainers. */
const PREPARED = new WeakMap<TreeEnsemble, Prepared>();

/** Trees of one output. */
interface Piece {
  /** Position of the first tree's record. */
  readonly first: number;
  /** Position after the last one's. */
  readonly end: number;
}

/**
 * Explains a score by the features: exact path-dependent TreeSHAP, for trees of any kind, in the
 * ensemble's own space.
 *
 * Lundberg et al., "From local explanations to global understanding with explainable AI for trees"
 * (2020), algorithm 2, in time linear in the nodes. A leaf of value `v` whose path asks `d` features
 * adds to feature `i` among them
 *
 *     v (o[i] - z[i]) Σ_S |S|! (d - |S| - 1)! / d!  Π_{j ∈ S} o[j]  Π_{j ∉ S} z[j]
 *
 * `o[j]` is 1 if the row takes all turns of the path on `j`, else 0; `z[j]` is the share of the
 * training rows that do; S runs over the sets of the other features. As the factorials are
 * `∫ t^|S| (1 - t)^(d - |S| - 1) dt` over [0, 1], the sum is
 *
 *     v (o[i] - z[i]) ∫ Π_{j ≠ i} (t o[j] + (1 - t) z[j]) dt
 *
 * Gauss-Legendre quadrature makes that an exact sum over `d / 2` points `t`. At each the product is
 * carried from the root to the leaves, and the leaves' products are added up on the way back. A
 * feature that a path does not ask has `o = z = 1`, hence the factor 1 and the contribution 0.
 */
export class TreeExplainer {
  readonly #ensemble: TreeEnsemble;
  readonly #prepared: Prepared;

  /**
   * Prepares an ensemble for explaining, which takes some 0.3 µs a node: {@linkcode prepare} does it in
   * pieces.
   *
   * @param ensemble The trees, checked by `checkEnsemble`.
   * @throws {TypeError} If its nodes' cover is unknown, as in some model files.
   * @throws {RangeError} If the trees do not fit into 4 GiB.
   */
  constructor(ensemble: TreeEnsemble) {
    this.#ensemble = ensemble;
    this.#prepared = PREPARED.get(ensemble) ?? finish(prepareTrees(ensemble, Infinity));
    PREPARED.set(ensemble, this.#prepared);
  }

  /**
   * Prepares an ensemble as the constructor does, in pieces between which others may have their turn.
   *
   * @param ensemble The trees, checked by `checkEnsemble`.
   * @param pieceSplits Splits that a piece has at least; by default those of some 3 ms.
   * @returns Yields after each piece, and returns the explainer.
   * @throws {TypeError} If its nodes' cover is unknown, as in some model files.
   * @throws {RangeError} If the trees do not fit into 4 GiB.
   */
  static *prepare(
    ensemble: TreeEnsemble,
    pieceSplits = 5_000,
  ): Generator<void, TreeExplainer, void> {
    PREPARED.set(ensemble, yield* prepareTrees(ensemble, pieceSplits));
    return new TreeExplainer(ensemble);
  }

  /**
   * Tells an output without knowing any feature: the mean over the training rows, as each tree saw them.
   *
   * @param output In `[0, nOutputs)`.
   * @returns The expected output.
   * @throws {RangeError} If there is no such output.
   */
  expectedValue(output: number): number {
    const value = this.#prepared.baseValues[output];
    if (value === undefined) {
      throw new RangeError(
        `Cannot explain as the output must be an integer in [0, ${
          this.#prepared.baseValues.length - 1
        }]: is ${output}`,
      );
    }
    return value;
  }

  /**
   * Tells the price of an explanation beforehand.
   *
   * @param output In `[0, nOutputs)`.
   * @returns Splits of its trees times points of the quadrature; one takes some 4 ns.
   * @throws {RangeError} If there is no such output.
   */
  cost(output: number): number {
    const { first, end } = this.#treesOf(output);
    const nSplits = this.#prepared.sizes.slice(first, end).reduce((sum, size) => sum + size, 0);
    return 2 * this.#prepared.memory.layout.nVectors * nSplits;
  }

  /**
   * Shares the difference between the row's output and the expected value among the features.
   *
   * @param row The row, shape `[nFeatures]`; NaN is missing.
   * @param output In `[0, nOutputs)`.
   * @returns Contribution of each feature, shape `[nFeatures]`; with the expected value they add up to
   * the output.
   * @throws {ValueError} If a value is missing and the ensemble takes no missing values.
   * @throws {RangeError} If the row has another length, or there is no such output.
   */
  shapValues(row: Float64Array | Float32Array, output: number): Float64Array {
    const contributions = new Float64Array(this.#ensemble.nFeatures);
    for (const _ of this.explain(row, output, { out: contributions, pieceCost: Infinity })) {
      // One piece.
    }
    return contributions;
  }

  /**
   * Explains a row as {@linkcode shapValues} does, in pieces between which others may have their turn.
   *
   * @param row The row, shape `[nFeatures]`; it must stay as it is until the end.
   * @param output In `[0, nOutputs)`.
   * @param options Where the contributions go, zeros at first, shape `[nFeatures]`; and the most that a
   * piece may cost, as {@linkcode cost} counts it, by default about 4 ms. A tree is never divided.
   * @returns Yields after each piece; after the last one `out` has the contributions.
   */
  *explain(
    row: Float64Array | Float32Array,
    output: number,
    options: { readonly out: Float64Array; readonly pieceCost?: number },
  ): Generator<void, void, void> {
    const { out, pieceCost = 1_000_000 } = options;
    const { nFeatures, divisor, scale } = this.#ensemble;
    const { first, end } = this.#treesOf(output);
    if (row.length !== nFeatures) {
      throw new RangeError(
        `Cannot explain as the row must hold ${nFeatures} values: holds ${row.length}`,
      );
    }
    const { layout, sums, treesAt, valueStride } = this.#prepared.memory;
    for (let from = first; from < end;) {
      let to = from + 1;
      let cost = 2 * layout.nVectors * this.#prepared.sizes[from]!;
      while (to < end && (cost += 2 * layout.nVectors * this.#prepared.sizes[to]!) <= pieceCost) {
        to++;
      }
      // Another explanation may have used the memory since the last piece.
      this.#prepared.columns.fill(row, 0, 1, this.#prepared.memory.row);
      sums.fill(0);
      this.#prepared.run(
        treesAt + TREE.bytes * from,
        treesAt + TREE.bytes * to,
        valueStride * output,
      );
      for (let f = 0; f < nFeatures; f++) {
        out[f]! += (sums[2 * f]! + sums[2 * f + 1]!) / divisor * scale;
      }
      from = to;
      yield;
    }
  }

  #treesOf(output: number): Piece {
    this.expectedValue(output);
    return this.#prepared.trees[this.#ensemble.treeOutputs === null ? 0 : output]!;
  }
}

function* prepareTrees(
  ensemble: TreeEnsemble,
  pieceSplits: number,
): Generator<void, Prepared, void> {
  const { cover, roots, treeOutputs, nOutputs, start, divisor, scale, end } = ensemble;
  if (cover === null) {
    throw new TypeError(
      "Cannot explain the model as each node's training rows must be known: it does not tell them",
    );
  }
  const columns = planColumns(ensemble);
  const baseValues = new Float64Array(nOutputs);
  const plans: ExplainPlan[] = [];
  const trees: Piece[] = [];
  const ofOutput = treeOutputs ?? new Int32Array(roots.length);
  let nPlanned = 0;
  for (let output = 0; output < (treeOutputs === null ? 1 : nOutputs); output++) {
    const first = plans.length;
    for (let tree = 0; tree < roots.length; tree++) {
      if (ofOutput[tree] !== output) continue;
      const plan = planExplanation(ensemble, cover, roots[tree]!);
      addExpected(ensemble, plan, output, baseValues);
      if (plan.splits.length > 0) plans.push(plan);
      nPlanned += plan.splits.length;
      if (nPlanned > pieceSplits) {
        nPlanned = 0;
        yield;
      }
    }
    trees.push({ first, end: plans.length });
  }
  const memory = yield* layOutExplanation(ensemble, columns, plans, pieceSplits);
  return {
    columns,
    baseValues: baseValues.map((sum, k) => (sum + start[k]!) / divisor * scale + end[k]!),
    memory,
    sizes: plans.map((plan) => plan.splits.length),
    trees,
    run: compile(explainModule(memory.layout), memory.memory),
  };
}

/** Does all pieces at once. */
function finish<T>(pieces: Generator<void, T, void>): T {
  for (;;) {
    const { done, value } = pieces.next();
    if (done) return value;
  }
}

function addExpected(
  { value, treeOutputs, nOutputs }: TreeEnsemble,
  { leaves, weights }: ExplainPlan,
  output: number,
  sums: Float64Array,
): void {
  for (const [i, leaf] of leaves.entries()) {
    if (treeOutputs !== null) {
      sums[output]! += weights[i]! * value[leaf]!;
      continue;
    }
    for (let k = 0; k < nOutputs; k++) sums[k]! += weights[i]! * value[leaf * nOutputs + k]!;
  }
}

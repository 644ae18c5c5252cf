import {
  assembleForest,
  type ForestParams,
  type ForestShape,
  type OutOfBag,
  outOfBag,
  type RandomForest,
  type Target,
  treeSeeds,
} from "@mlops/forest";
import { EnsembleScorer } from "@mlops/trees";
import type { GrowForest, GrowOptions } from "../fit_workers.ts";
import type { FeatureRows } from "./feature_rows.ts";
import type { LabelledRows } from "./table_split.ts";
import { layOutRows } from "./lay_out_rows.ts";

/** A forest with what its own training rows tell of it. */
export interface FittedForest {
  /** The forest; the labels of its classes are their indices. */
  readonly forest: RandomForest;
  /** Predictions by the trees that have not seen the row; `null` if none were asked for. */
  readonly outOfBag: OutOfBag | null;
}

/**
 * Fits a forest on rows of a table.
 *
 * @param train The rows.
 * @param params The hyper-parameters.
 * @param options What grows trees, who is told, and whether rows are predicted out of bag, too.
 * @returns The forest.
 * @throws {RangeError} If the parameters do not suit the rows.
 */
export async function fitTable(
  { rows, target }: LabelledRows,
  params: ForestParams,
  { grow, withOutOfBag, ...options }: GrowOptions & {
    readonly grow: GrowForest;
    readonly withOutOfBag: boolean;
  },
): Promise<FittedForest> {
  const { table, trees } = await grow(layOutRows(rows, target, params), params, options);
  return {
    forest: assembleForest(trees, {
      ...shapeOf(rows, target),
      takesMissing: takesMissing(params),
    }),
    outOfBag: withOutOfBag ? outOfBag(table, trees, treeSeeds(params), params) : null,
  };
}

/**
 * Tells whether a forest predicts rows with missing values.
 *
 * @param params Its hyper-parameters.
 * @returns `false` where scikit-learn refuses them.
 */
export function takesMissing({ criterion, monotonicCst }: ForestParams): boolean {
  return criterion !== "absolute_error" && (monotonicCst?.every((sign) => sign === 0) ?? true);
}

function shapeOf({ features }: FeatureRows, target: Target): ForestShape {
  const nClasses = target.kind === "classes" ? target.nClasses : 0;
  return {
    nFeatures: features.length,
    classes: Array.from({ length: nClasses }, (_, index) => index),
  };
}

/** Rows that are scored at once, so that a long table is never there as rows. */
const ROWS_AT_ONCE = 4096;

/**
 * Predicts rows of a table.
 *
 * @param forest The forest. Rows with missing values are predicted, whether or not it was made for them:
 * they go where more of the training rows went.
 * @param rows The rows.
 * @returns Row-major `[nRows, nOutputs]`.
 */
export function scoreRows(forest: RandomForest, rows: FeatureRows): Float64Array {
  const zeroIsMissing = null;
  const missing = { goesLeft: forest.missingGoesLeft, zeroIsMissing };
  const scorer = new EnsembleScorer({ ...forest, missing });
  const values = new Float64Array(rows.nRows * forest.nOutputs);
  for (let start = 0; start < rows.nRows; start += ROWS_AT_ONCE) {
    const end = Math.min(start + ROWS_AT_ONCE, rows.nRows);
    const out = values.subarray(start * forest.nOutputs, end * forest.nOutputs);
    scorer.score(rows.numbers(start, end), end - start, out);
  }
  return values;
}

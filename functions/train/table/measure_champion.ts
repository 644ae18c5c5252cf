import { EnsembleScorer } from "@mlops/trees";
import type { MeasuredChampion } from "../promotion/decide_promotion.ts";
import type { Rival } from "../mlflow/model_registry.ts";
import type { FeatureRows } from "./feature_rows.ts";
import { measure } from "./measure.ts";
import { certaintyOf } from "./paired_certainty.ts";
import type { DataTarget } from "./table_data.ts";
import type { TableSplit } from "./table_split.ts";

/** The registry's champion, which may be of another table. */
type Champion = Extract<Rival, { readonly forest: unknown }>;

/**
 * Measures the champion on the test rows of another model.
 *
 * @param champion The champion.
 * @param model The rows, what is predicted, and what the other model predicts of the test rows.
 * @returns Its metrics, with what says how sure a difference is, or why it cannot be scored.
 */
export function measureChampion(
  champion: Champion,
  { split: { test }, target, values }: {
    readonly split: TableSplit;
    readonly target: DataTarget;
    readonly values: Float64Array;
  },
): MeasuredChampion {
  const { version } = champion;
  const own = scoreChampion(champion, test.rows, target);
  if (typeof own === "string") return { version, unscorable: own };
  return {
    version,
    metrics: measure(test.target, own),
    certaintyOf: (metric) => certaintyOf(metric, test.target, [own, values]),
  };
}

/** What it predicts of the rows, row-major `[nRows, nOutputs]`, or why it cannot. */
function scoreChampion(
  { forest }: Champion,
  rows: FeatureRows,
  target: DataTarget,
): Float64Array | string {
  const labels = target.kind === "classes" ? target.labels.map(Number) : [];
  const isText = target.kind === "classes" && typeof target.labels[0] === "string";
  const wanted = (isText && target.kind === "classes" ? target.labels : labels).join(", ");
  const found = (forest.labels ?? forest.classes).join(", ");
  if (wanted !== found) {
    const what = (text: string) => text === "" ? "a number" : `the classes ${text}`;
    return `it must predict ${what(wanted)}: predicts ${what(found)}`;
  }
  const columns = forest.columns ?? null;
  const own = columns === null
    ? forest.nFeatures === rows.features.length ? rows : `of ${forest.nFeatures} without names`
    : rows.as(columns);
  if (typeof own === "string") {
    return `it takes the column "${own}", which the table has not`;
  }
  const missing = forest.missing ?? null;
  return new EnsembleScorer({ ...forest, missing }).score(own.numbers(), own.nRows);
}

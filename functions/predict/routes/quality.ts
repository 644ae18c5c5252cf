import type { QualityAnswer } from "@mlops/answers";
import { type LogDatabase, requireLog } from "../log/log_database.ts";
import type { Measures } from "../log/quality.ts";
import type { RegressionMeasures } from "../log/regression_quality.ts";
import type { ModelStore } from "../model/model_store.ts";
import { jsonResponse, type Route } from "../http/route.ts";
import { readCount } from "./read_count.ts";

/** What the route needs. */
export interface QualityParts {
  /** The log, or `null` where there is none. */
  readonly database: LogDatabase | null;
  /** The models in memory. */
  readonly store: ModelStore;
}

/** How the intervals are made, for people. */
const INTERVALS = {
  confidence: 0.95,
  accuracy: "Wilson",
  precision: "Wilson",
  recall: "Wilson",
  f1: "Wilson's of TP / (TP + FP + FN), of which F1 is a growing function",
  auc: "Hanley and McNeil, 1982",
  brier: "normal",
  "accuracy_difference": "normal, of paired rows; of a period, Newcombe's (1998, method 10)",
  "macro_averages": "none",
  mae: "normal",
  "mae_difference": "normal, of paired rows; of a period, of the two means",
  rmse: "root of the normal one of the mean squared error",
  "mean_residual": "normal",
  r2: "none",
};

/**
 * Makes `GET /quality`: how good the predictions of each version were, as far as outcomes were told,
 * and versions beside each other on the same rows. `days` is how far back (default 30).
 *
 * @param parts What the route needs.
 * @returns The route.
 */
export function qualityRoute({ database, store }: QualityParts): Route {
  return {
    method: "GET",
    path: "/quality",
    async handle({ request }) {
      const log = requireLog(database);
      const query = new URL(request.url).searchParams;
      const days = readCount(query, "days", { fallback: 30, max: 3_650 });
      const modelName = store.champion?.model.name ?? null;
      // Loaded with the first question, as no prediction needs them.
      const [{ measureQuality }, { measureRegressions }, { compareRegressions }] = await Promise
        .all([
          import("../log/quality.ts"),
          import("../log/regression_quality.ts"),
          import("../log/regression_comparisons.ts"),
        ]);
      const { versions, comparisons, periodComparisons } = await measureQuality(log, {
        modelName,
        days,
      });
      const regressions = await measureRegressions(log, { modelName, days });
      const compared = await compareRegressions(log, { modelName, days });
      const roles = new Map(
        [...store.assignments].map(([role, { model }]) => [model.version, role]),
      );
      const answer: QualityAnswer = {
        model: modelName,
        days,
        intervals: INTERVALS,
        versions: versions.map(({ version, sources, calibration, days, ...measures }) => ({
          version,
          role: roles.get(version) ?? null,
          sources,
          ...describe(measures),
          calibration,
          days,
        })),
        regressions: regressions.map(({ version, days, ...measures }) => ({
          version,
          role: roles.get(version) ?? null,
          ...describeRegression(measures),
          days: days.map(({ day, ...measures }) => ({ day, ...describeRegression(measures) })),
        })),
        comparisons: comparisons.map((comparison) => ({
          served: comparison.served,
          shadow: comparison.shadow,
          count: comparison.count,
          "served_measures": describe(comparison.servedMeasures),
          "shadow_measures": describe(comparison.shadowMeasures),
          "accuracy_difference": comparison.accuracyDifference,
        })),
        "period_comparisons": periodComparisons.map((comparison) => ({
          champion: comparison.champion,
          challenger: comparison.challenger,
          since: comparison.since,
          until: comparison.until,
          "champion_measures": describe(comparison.championMeasures),
          "challenger_measures": describe(comparison.challengerMeasures),
          "accuracy_difference": comparison.accuracyDifference,
        })),
        "regression_comparisons": compared.rows.map((comparison) => ({
          served: comparison.served,
          shadow: comparison.shadow,
          count: comparison.count,
          "served_mae": comparison.servedMae,
          "shadow_mae": comparison.shadowMae,
          "mae_difference": comparison.maeDifference,
        })),
        "regression_period_comparisons": compared.periods.map((comparison) => ({
          champion: comparison.champion,
          challenger: comparison.challenger,
          since: comparison.since,
          until: comparison.until,
          "champion_count": comparison.championCount,
          "challenger_count": comparison.challengerCount,
          "champion_mae": comparison.championMae,
          "challenger_mae": comparison.challengerMae,
          "mae_difference": comparison.maeDifference,
        })),
      };
      return jsonResponse(JSON.stringify(answer));
    },
  };
}

/** What `measures` rest on is told in counts: of the positive class, or of each pair of classes. */
function describe(
  { confusion, labelCounts, ...measures }: Measures,
): QualityAnswer["comparisons"][number]["served_measures"] {
  if (confusion === null) {
    return { ...measures, average: "macro", "label_counts": labelCounts };
  }
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = confusion;
  return {
    ...measures,
    confusion: {
      "true_positives": truePositives,
      "false_positives": falsePositives,
      "false_negatives": falseNegatives,
      "true_negatives": trueNegatives,
    },
  };
}

function describeRegression(
  { meanResidual, residualQuantiles, ...measures }: RegressionMeasures,
) {
  return { ...measures, "mean_residual": meanResidual, "residual_quantiles": residualQuantiles };
}

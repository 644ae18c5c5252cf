import { type Estimate, estimateMean } from "./intervals.ts";
import type { LogDatabase } from "./log_database.ts";
import { type JudgedRange, judgedRegressions } from "./regression_errors.ts";

/** A quantile of the residuals. */
export interface ResidualQuantile {
  /** Share of the rows with a residual up to it, 0–1. */
  readonly share: number;
  /** The residual, interpolated linearly between rows. */
  readonly residual: number;
}

/** How good numbers were. A residual is the outcome less the prediction. */
export interface RegressionMeasures {
  /** Rows whose outcome is known. */
  readonly count: number;
  /** Mean absolute error. */
  readonly mae: Estimate;
  /** Root of the mean squared error. */
  readonly rmse: Estimate;
  /** Share of the outcomes' variance that is explained, <= 1; not known where all are equal. */
  readonly r2: Estimate;
  /** Mean residual: above 0 the predictions are too low. */
  readonly meanResidual: Estimate;
  /** Quantiles of the residuals at {@linkcode SHARES}. */
  readonly residualQuantiles: readonly ResidualQuantile[];
}

/** How good one version of a regression is. */
export interface RegressionQuality extends RegressionMeasures {
  /** The version. */
  readonly version: string;
  /** The same by day of the prediction, in UTC, ascending. */
  readonly days: readonly (RegressionMeasures & { readonly day: string })[];
}

/** Shares at which the residuals' quantiles are told; 0 and 1 are the least and the largest. */
export const SHARES: readonly number[] = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];

/** What Postgres sums up; without a day, of the whole version. */
interface Sums {
  readonly version: string;
  readonly day: string | null;
  readonly count: number;
  readonly mae: number;
  readonly maeDeviation: number | null;
  readonly mse: number;
  readonly mseDeviation: number | null;
  readonly variance: number;
  readonly meanResidual: number;
  readonly residualDeviation: number | null;
  readonly quantiles: readonly number[];
}

/**
 * Measures predictions of regressions whose outcome was told. Postgres sums up.
 *
 * @param database The log.
 * @param range The model's name, or `null` for any, and how many days back.
 * @returns The measures of each version, the newest first.
 */
export async function measureRegressions(
  database: LogDatabase,
  range: JudgedRange,
): Promise<RegressionQuality[]> {
  const sums = await database.ask((sql) =>
    sql<Sums[]>`
      with judged as materialized (
        select version, outcome, prediction,
               to_char(predicted_at at time zone 'UTC', 'YYYY-MM-DD') as day
          from (${judgedRegressions(sql, range)}) j),
      errors as (select *, outcome - prediction as residual from judged)
      select version, day, count(*)::integer as count,
             avg(abs(residual)) as mae, stddev_samp(abs(residual)) as "maeDeviation",
             avg(residual * residual) as mse, stddev_samp(residual * residual) as "mseDeviation",
             var_pop(outcome) as variance,
             avg(residual) as "meanResidual", stddev_samp(residual) as "residualDeviation",
             to_json(percentile_cont(${`{${SHARES.join()}}`}::text::double precision[])
               within group (order by residual)) as quantiles
        from errors group by grouping sets ((version), (version, day)) order by day`
  );
  return sums.filter(({ day }) => day === null).map((whole) => ({
    version: whole.version,
    ...measuresOf(whole),
    days: sums.flatMap((sum) =>
      sum.version !== whole.version || sum.day === null
        ? []
        : [{ day: sum.day, ...measuresOf(sum) }]
    ),
  })).sort((a, b) => b.version.localeCompare(a.version, "en", { numeric: true }));
}

function measuresOf(sums: Sums): RegressionMeasures {
  const { count, mae, mse, variance } = sums;
  const positive = { count, range: [0, Infinity] } as const;
  const squared = estimateMean(mse, sums.mseDeviation, positive);
  return {
    count,
    mae: known(estimateMean(mae, sums.maeDeviation, positive)),
    rmse: known({ value: root(squared.value), low: root(squared.low), high: root(squared.high) }),
    r2: { value: variance === 0 ? null : 1 - mse / variance, low: null, high: null },
    meanResidual: known(
      estimateMean(sums.meanResidual, sums.residualDeviation, {
        count,
        range: [-Infinity, Infinity],
      }),
    ),
    residualQuantiles: SHARES.map((share, i) => ({ share, residual: sums.quantiles[i]! })),
  };
}

function root(value: number | null): number | null {
  return value === null ? null : Math.sqrt(value);
}

/** Of one row there is no interval. */
export function known({ value, low, high }: Estimate): Estimate {
  const isKnown = low !== null && high !== null && Number.isFinite(high) && Number.isFinite(low);
  return isKnown ? { value, low, high } : { value, low: null, high: null };
}

import { type Estimate, estimateMean } from "./intervals.ts";
import type { LogDatabase } from "./log_database.ts";
import { type JudgedRange, judgedRegressions } from "./regression_errors.ts";
import { known } from "./regression_quality.ts";

/** Two versions of a regression on the rows that both predicted. */
export interface RegressionComparison {
  /** Version whose predictions were the answers. */
  readonly served: string;
  /** Version that predicted in the shadow. */
  readonly shadow: string;
  /** Rows that both predicted and whose outcome is known. */
  readonly count: number;
  /** Mean absolute error of the first on these rows. */
  readonly servedMae: Estimate;
  /** Mean absolute error of the second. */
  readonly shadowMae: Estimate;
  /** That of the second less that of the first: below 0 the second is better. */
  readonly maeDifference: Estimate;
}

/** A champion and a challenger of a regression over the time in which both answered. */
export interface RegressionPeriodComparison {
  /** Version of the champion. */
  readonly champion: string;
  /** Version of the challenger. */
  readonly challenger: string;
  /** Begin of that time, ISO 8601. */
  readonly since: string;
  /** Its end. */
  readonly until: string;
  /** Rows of the champion in that time. */
  readonly championCount: number;
  /** Rows of the challenger. */
  readonly challengerCount: number;
  /** Mean absolute error of the champion. */
  readonly championMae: Estimate;
  /** Mean absolute error of the challenger. */
  readonly challengerMae: Estimate;
  /** That of the challenger less that of the champion: below 0 the challenger is better. */
  readonly maeDifference: Estimate;
}

/** Versions of a regression beside each other. */
export interface RegressionComparisons {
  /** Each pair of versions that predicted the same rows. */
  readonly rows: readonly RegressionComparison[];
  /** Each champion and challenger that answered at the same time. */
  readonly periods: readonly RegressionPeriodComparison[];
}

/** Mean and standard deviation of absolute errors; the deviation is `null` of a single row. */
interface Errors {
  readonly count: number;
  readonly mae: number;
  readonly deviation: number | null;
}

interface PairSums {
  readonly first: string;
  readonly second: string;
  readonly firstCount: number;
  readonly firstMae: number;
  readonly firstDeviation: number | null;
  readonly secondCount: number;
  readonly secondMae: number;
  readonly secondDeviation: number | null;
}

/** ISO 8601 as PostgreSQL writes it. */
const TIME = 'YYYY-MM-DD"T"HH24:MI:SS"Z"';

/**
 * Compares versions of a regression by their absolute errors. Postgres sums up.
 *
 * @param database The log.
 * @param range The model's name, or `null` for any, and how many days back.
 * @returns The comparisons; empty without outcomes.
 */
export async function compareRegressions(
  database: LogDatabase,
  range: JudgedRange,
): Promise<RegressionComparisons> {
  const [found] = await database.ask((sql) =>
    sql<
      {
        pairs: (PairSums & { difference: number; differenceDeviation: number | null })[] | null;
        periods: (PairSums & { since: string; until: string })[] | null;
      }[]
    >`
      with judged as materialized (
        select request_id, row_number, predicted_at, version, source,
               abs(outcome - prediction) as error
          from (${judgedRegressions(sql, range)}) j),
      pairs as (
        select a.version as first, b.version as second, count(*)::integer as "firstCount",
               avg(a.error) as "firstMae", stddev_samp(a.error) as "firstDeviation",
               count(*)::integer as "secondCount",
               avg(b.error) as "secondMae", stddev_samp(b.error) as "secondDeviation",
               avg(b.error - a.error) as difference,
               stddev_samp(b.error - a.error) as "differenceDeviation"
          from judged a join judged b using (request_id, row_number, predicted_at)
         where a.source <> 'shadow' and b.source = 'shadow'
         group by a.version, b.version),
      spans as (
        select version, source, min(predicted_at) as first, max(predicted_at) as last
          from judged group by version, source),
      shared as (
        select a.version as champion, b.version as challenger,
               greatest(a.first, b.first) as since, least(a.last, b.last) as until
          from spans a join spans b on a.source = 'champion' and b.source = 'challenger'
         where a.version <> b.version and greatest(a.first, b.first) <= least(a.last, b.last)),
      periods as (
        select champion as first, challenger as second,
               to_char(since at time zone 'UTC', ${TIME}) as since,
               to_char(until at time zone 'UTC', ${TIME}) as until,
               count(*) filter (where source = 'champion') as "firstCount",
               avg(error) filter (where source = 'champion') as "firstMae",
               stddev_samp(error) filter (where source = 'champion') as "firstDeviation",
               count(*) filter (where source = 'challenger') as "secondCount",
               avg(error) filter (where source = 'challenger') as "secondMae",
               stddev_samp(error) filter (where source = 'challenger') as "secondDeviation"
          from shared join judged on predicted_at between since and until
               and (version, source) in ((champion, 'champion'), (challenger, 'challenger'))
         group by champion, challenger, since, until)
      select (select json_agg(pairs) from pairs) as pairs,
             (select json_agg(periods) from periods) as periods`
  );
  return {
    rows: (found?.pairs ?? []).map((pair) => ({
      served: pair.first,
      shadow: pair.second,
      count: pair.firstCount,
      servedMae: maeOf(firstOf(pair)),
      shadowMae: maeOf(secondOf(pair)),
      maeDifference: known(
        estimateMean(pair.difference, pair.differenceDeviation, {
          count: pair.firstCount,
          range: [-Infinity, Infinity],
        }),
      ),
    })),
    periods: (found?.periods ?? []).flatMap((pair) =>
      pair.firstCount === 0 || pair.secondCount === 0 ? [] : [{
        champion: pair.first,
        challenger: pair.second,
        since: pair.since,
        until: pair.until,
        championCount: pair.firstCount,
        challengerCount: pair.secondCount,
        championMae: maeOf(firstOf(pair)),
        challengerMae: maeOf(secondOf(pair)),
        maeDifference: known(differenceOf(firstOf(pair), secondOf(pair))),
      }]
    ),
  };
}

function firstOf({ firstCount, firstMae, firstDeviation }: PairSums): Errors {
  return { count: firstCount, mae: firstMae, deviation: firstDeviation };
}

function secondOf({ secondCount, secondMae, secondDeviation }: PairSums): Errors {
  return { count: secondCount, mae: secondMae, deviation: secondDeviation };
}

function maeOf({ count, mae, deviation }: Errors): Estimate {
  return known(estimateMean(mae, deviation, { count, range: [0, Infinity] }));
}

/** The means of different rows: their variances add up. */
function differenceOf(first: Errors, second: Errors): Estimate {
  const deviation = first.deviation === null || second.deviation === null ? null : Math.hypot(
    first.deviation / Math.sqrt(first.count),
    second.deviation / Math.sqrt(second.count),
  );
  return estimateMean(second.mae - first.mae, deviation, {
    count: 1,
    range: [-Infinity, Infinity],
  });
}

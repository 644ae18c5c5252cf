import type { LogDatabase } from "./log_database.ts";
import {
  type Estimate,
  estimateAuc,
  estimateF1,
  estimateMean,
  estimatePairedDifference,
  estimateShare,
} from "./intervals.ts";

/** What came true beside what a version said, as counts. */
export interface Confusion {
  /** Rows of the positive class that it found. */
  readonly truePositives: number;
  /** Rows that it took for positive wrongly. */
  readonly falsePositives: number;
  /** Rows of the positive class that it missed. */
  readonly falseNegatives: number;
  /** Rows that are not positive, and that it did not take for it. */
  readonly trueNegatives: number;
}

/** Rows whose predicted probability lies in one tenth. */
export interface CalibrationBin {
  /** Lower end of the tenth. */
  readonly from: number;
  /** Upper end of the tenth. */
  readonly to: number;
  /** Rows. */
  readonly count: number;
  /** Mean of their predicted probabilities. */
  readonly predicted: number;
  /** Share of the positive class among them. */
  readonly observed: Estimate;
}

/** How good predictions were. */
export interface Measures {
  /** Rows whose outcome is known. */
  readonly count: number;
  /** What the measures rest on. */
  readonly confusion: Confusion;
  /** Share of the rows with the right label. */
  readonly accuracy: Estimate;
  /** Share of the positive among those taken for it. */
  readonly precision: Estimate;
  /** Share of the positive that were found. */
  readonly recall: Estimate;
  /** Harmonic mean of precision and recall. */
  readonly f1: Estimate;
  /** Area under the ROC curve. */
  readonly auc: Estimate;
  /** Mean squared distance of the probability from what came true, 0–1, less is better. */
  readonly brier: Estimate;
}

/** How good one version is. */
export interface VersionQuality extends Measures {
  /** The version. */
  readonly version: string;
  /** Rows by what asked for them. */
  readonly sources: Readonly<Record<string, number>>;
  /** Predicted probability beside what came true. */
  readonly calibration: readonly CalibrationBin[];
  /** The same by day of the prediction, in UTC. */
  readonly days: readonly Day[];
}

/** One day of a version. */
export interface Day {
  /** E.g. `2026-11-25`. */
  readonly day: string;
  /** Rows whose outcome is known. */
  readonly count: number;
  /** Share of the rows with the right label. */
  readonly accuracy: Estimate;
  /** Mean squared distance of the probability from what came true. */
  readonly brier: Estimate;
}

/** Two versions on the rows that both predicted. */
export interface Comparison {
  /** Version whose predictions were the answers. */
  readonly served: string;
  /** Version that predicted in the shadow. */
  readonly shadow: string;
  /** Rows that both predicted and whose outcome is known. */
  readonly count: number;
  /** The first one on these rows. */
  readonly servedMeasures: Measures;
  /** The second one on these rows. */
  readonly shadowMeasures: Measures;
  /** Accuracy of the second less that of the first. */
  readonly accuracyDifference: Estimate;
}

/** How good predictions were. */
export interface Quality {
  /** Each version, the newest first. */
  readonly versions: readonly VersionQuality[];
  /** Each pair of versions that predicted the same rows. */
  readonly comparisons: readonly Comparison[];
}

/** What a group of rows sums up to; the group is told by the names that are not `null`. */
interface Sums extends Confusion {
  readonly served: string | null;
  readonly shadow: string | null;
  readonly version: string;
  readonly day: string | null;
  readonly bin: number | null;
  readonly source: string | null;
  readonly count: number;
  readonly nRight: number;
  readonly brier: number;
  readonly brierDeviation: number | null;
  readonly meanProbability: number;
  /** Sum of the ranks of the positive rows, ties with their mean rank. */
  readonly positiveRanks: number | null;
}

interface Discordance {
  readonly served: string;
  readonly shadow: string;
  readonly nOnlyServed: number;
  readonly nOnlyShadow: number;
}

/**
 * Measures predictions whose outcome was told. Postgres counts and ranks; what leaves it are sums.
 *
 * @param database The log.
 * @param range The model's name, or `null` for any, and how many days back.
 * @returns The measures of each version, and of pairs of versions on the same rows.
 */
export async function measureQuality(
  database: LogDatabase,
  { modelName, days }: { modelName: string | null; days: number },
): Promise<Quality> {
  const [found] = await database.ask((sql) =>
    sql<{ sums: Sums[] | null; discordances: Discordance[] | null }[]>`
      with judged as materialized (
        select o.request_id, o.row_number, o.predicted_at, p.source, p.model_version as version,
               p.probability, p.label = o.outcome as is_right,
               p.label = positive as is_called, o.outcome = positive as is_positive
          from outcomes o
          join predictions p using (request_id, row_number, predicted_at)
          join model_versions m using (model_name, model_version),
               lateral (select m.classes[cardinality(m.classes)] as positive) c
         where o.predicted_at > now() - make_interval(days => ${days})
           and (${modelName}::text is null or p.model_name = ${modelName})),
      paired as materialized (
        select a.version as served, b.version as shadow,
               a.is_right as is_served_right, b.is_right as is_shadow_right,
               a.probability as served_probability, b.probability as shadow_probability,
               a.is_called as is_served_called, b.is_called as is_shadow_called, a.is_positive
          from judged a join judged b using (request_id, row_number, predicted_at)
         where a.source <> 'shadow' and b.source = 'shadow'),
      grouped as (
        select null::text as served, null::text as shadow, version, source, predicted_at,
               probability, is_right, is_called, is_positive from judged
        union all
        select served, shadow, served, null, null, served_probability, is_served_right,
               is_served_called, is_positive from paired
        union all
        select served, shadow, shadow, null, null, shadow_probability, is_shadow_right,
               is_shadow_called, is_positive from paired),
      ranked as (
        select *, least(floor(probability * 10), 9)::integer as bin,
               to_char(predicted_at at time zone 'UTC', 'YYYY-MM-DD') as day,
               rank() over whole + (count(*) over ties - 1) / 2.0 as rank
          from grouped
        window whole as (partition by served, shadow, version order by probability),
               ties as (partition by served, shadow, version, probability)),
      sums as (
        select served, shadow, version, day, bin, source, count(*) as count,
               count(*) filter (where is_right) as "nRight",
               count(*) filter (where is_called and is_positive) as "truePositives",
               count(*) filter (where is_called and not is_positive) as "falsePositives",
               count(*) filter (where not is_called and is_positive) as "falseNegatives",
               count(*) filter (where not is_called and not is_positive) as "trueNegatives",
               avg((probability - is_positive::integer) ^ 2) as brier,
               stddev_samp((probability - is_positive::integer) ^ 2) as "brierDeviation",
               avg(probability) as "meanProbability",
               sum(rank) filter (where is_positive) as "positiveRanks"
          from ranked
         group by grouping sets (
           (served, shadow, version), (served, shadow, version, day),
           (served, shadow, version, bin), (served, shadow, version, source)))
      select (select json_agg(sums) from sums) as sums,
             (select json_agg(d) from (
               select served, shadow,
                      count(*) filter (where is_served_right and not is_shadow_right) as "nOnlyServed",
                      count(*) filter (where is_shadow_right and not is_served_right) as "nOnlyShadow"
                 from paired group by served, shadow) d) as discordances`
  );
  const sums = found?.sums ?? [];
  return {
    versions: versionsOf(sums.filter(({ served }) => served === null)),
    comparisons: (found?.discordances ?? []).flatMap((pair) => comparisonOf(pair, sums)),
  };
}

function versionsOf(sums: readonly Sums[]): VersionQuality[] {
  const wholes = sums.filter(isWhole);
  return wholes.map((whole) => {
    const own = sums.filter(({ version }) => version === whole.version);
    return {
      version: whole.version,
      sources: Object.fromEntries(
        own.flatMap(({ source, count }) => source === null ? [] : [[source, count]]),
      ),
      ...measuresOf(whole),
      calibration: own.flatMap((sum) => sum.bin === null ? [] : [calibrationOf(sum, sum.bin)])
        .sort((a, b) => a.from - b.from),
      days: own.flatMap((sum) => sum.day === null ? [] : [dayOf(sum, sum.day)])
        .sort((a, b) => a.day < b.day ? -1 : 1),
    };
  }).sort((a, b) => b.version.localeCompare(a.version, "en", { numeric: true }));
}

function isWhole({ day, bin, source }: Sums): boolean {
  return day === null && bin === null && source === null;
}

function comparisonOf(pair: Discordance, sums: readonly Sums[]): Comparison[] {
  const { served, shadow, nOnlyServed, nOnlyShadow } = pair;
  const of = (wanted: string) =>
    sums.find((sum) =>
      sum.served === served && sum.shadow === shadow && sum.version === wanted && isWhole(sum) &&
      sum.count > 0
    );
  const [first, second] = [of(served), of(shadow)];
  if (first === undefined || second === undefined) return [];
  return [{
    ...{ served, shadow, count: first.count },
    servedMeasures: measuresOf(first),
    shadowMeasures: measuresOf(second),
    accuracyDifference: estimatePairedDifference(nOnlyServed, nOnlyShadow, first.count),
  }];
}

function measuresOf(sums: Sums): Measures {
  const { count, truePositives, falsePositives, falseNegatives, trueNegatives } = sums;
  const nPositives = truePositives + falseNegatives;
  const nNegatives = count - nPositives;
  // Mann and Whitney's U over all pairs of a positive and another row.
  const auc = sums.positiveRanks === null || nNegatives === 0
    ? null
    : (sums.positiveRanks - nPositives * (nPositives + 1) / 2) / (nPositives * nNegatives);
  return {
    count,
    confusion: { truePositives, falsePositives, falseNegatives, trueNegatives },
    accuracy: estimateShare(sums.nRight, count),
    precision: estimateShare(truePositives, truePositives + falsePositives),
    recall: estimateShare(truePositives, nPositives),
    f1: estimateF1(truePositives, falsePositives + falseNegatives),
    auc: estimateAuc(auc, { nPositives, nNegatives }),
    brier: brierOf(sums),
  };
}

function brierOf({ brier, brierDeviation, count }: Sums): Estimate {
  return estimateMean(brier, brierDeviation, { count, range: [0, 1] });
}

function calibrationOf(sums: Sums, bin: number): CalibrationBin {
  const { count, truePositives, falseNegatives, meanProbability } = sums;
  return {
    ...{ from: bin / 10, to: (bin + 1) / 10, count },
    predicted: meanProbability,
    observed: estimateShare(truePositives + falseNegatives, count),
  };
}

function dayOf(sums: Sums, day: string): Day {
  const accuracy = estimateShare(sums.nRight, sums.count);
  return { ...{ day, accuracy }, count: sums.count, brier: brierOf(sums) };
}

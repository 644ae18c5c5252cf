import type { LogRow } from "@mlops/prediction_log";
import type { LogDatabase } from "./log_database.ts";
import type { LabelCount } from "./macro_average.ts";

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

/** What a group of rows sums up to; the group is told by the names that are not `null`. */
export interface Sums extends Confusion {
  /** What two versions were put beside each other for; `null`: the version by itself. */
  readonly pairing: Pairing | null;
  /** Of the two, the one that answered, or the champion. */
  readonly served: string | null;
  /** Of the two, the one in the shadow, or the challenger. */
  readonly shadow: string | null;
  /** Version that is summed up. */
  readonly version: string;
  /** E.g. `2026-11-25`, in UTC. */
  readonly day: string | null;
  /** Tenth of the probability, from 0. */
  readonly bin: number | null;
  /** What asked for the rows. */
  readonly source: LogRow<"predictions">["source"] | null;
  /** Rows. */
  readonly count: number;
  /** Rows with the right label. */
  readonly nRight: number;
  /** Mean squared distance of the probability from what came true. */
  readonly brier: number;
  /** Standard deviation of that squared distance; `null` of fewer than two rows. */
  readonly brierDeviation: number | null;
  /** Mean probability. */
  readonly meanProbability: number;
  /** Sum of the ranks of the positive rows, ties with their mean rank. */
  readonly positiveRanks: number | null;
}

/** How often a version gave a label to an outcome, where there are more than two classes. */
export interface GroupedLabelCount extends LabelCount {
  /** As in {@linkcode Sums}. */
  readonly pairing: Pairing | null;
  /** As in {@linkcode Sums}. */
  readonly served: string | null;
  /** As in {@linkcode Sums}. */
  readonly shadow: string | null;
  /** Version whose labels are counted. */
  readonly version: string;
}

/** Why two versions can be compared: they predicted the same rows, or answered in the same period. */
export type Pairing = "rows" | "period";

/** Time in which a champion and a challenger both answered requests. */
export interface SharedPeriod {
  /** The champion. */
  readonly served: string;
  /** The challenger. */
  readonly shadow: string;
  /** Its begin, ISO 8601. */
  readonly since: string;
  /** Its end. */
  readonly until: string;
}

/** Rows that only one of two versions has right. */
export interface Discordance {
  /** Version that answered. */
  readonly served: string;
  /** Version in the shadow. */
  readonly shadow: string;
  /** Rows that only the first has right. */
  readonly nOnlyServed: number;
  /** Rows that only the second has right. */
  readonly nOnlyShadow: number;
}

/** Sums over the predictions whose outcome is known. */
export interface JudgedSums {
  /** Of each version: as a whole, by day, by tenth of the probability and by source. */
  readonly sums: readonly Sums[];
  /** Of each version with more than two classes. */
  readonly labels: readonly GroupedLabelCount[];
  /** Of each pair of versions that predicted the same rows. */
  readonly discordances: readonly Discordance[];
  /** Of each pair of a champion and a challenger that answered at the same time. */
  readonly periods: readonly SharedPeriod[];
}

/** ISO 8601 as PostgreSQL writes it. */
const TIME = 'YYYY-MM-DD"T"HH24:MI:SS"Z"';

/**
 * Lets Postgres count and rank the predictions whose outcome was told; what leaves it are sums.
 *
 * @param database The log.
 * @param range The model's name, or `null` for any, and how many days back.
 * @returns The sums; empty without outcomes.
 */
export async function sumJudgedRows(
  database: LogDatabase,
  { modelName, days }: { modelName: string | null; days: number },
): Promise<JudgedSums> {
  const [found] = await database.ask((sql) =>
    sql<
      {
        sums: Sums[] | null;
        labels: GroupedLabelCount[] | null;
        discordances: Discordance[] | null;
        periods: SharedPeriod[] | null;
      }[]
    >`
      with judged as materialized (
        select o.request_id, o.row_number, o.predicted_at, p.source, p.model_version as version,
               p.probability, p.label, o.outcome, cardinality(m.classes) as n_classes,
               p.label = o.outcome as is_right,
               p.label = positive as is_called, o.outcome = positive as is_positive
          from outcomes o
          join predictions p using (request_id, row_number, predicted_at)
          join model_versions m using (model_name, model_version),
               lateral (select m.classes[cardinality(m.classes)] as positive) c
         where m.task = 'classification'
           and o.predicted_at > now() - make_interval(days => ${days})
           and (${modelName}::text is null or p.model_name = ${modelName})),
      paired as materialized (
        select a.version as served, b.version as shadow,
               a.is_right as is_served_right, b.is_right as is_shadow_right,
               a.probability as served_probability, b.probability as shadow_probability,
               a.is_called as is_served_called, b.is_called as is_shadow_called, a.is_positive,
               a.label as served_label, b.label as shadow_label, a.outcome, a.n_classes
          from judged a join judged b using (request_id, row_number, predicted_at)
         where a.source <> 'shadow' and b.source = 'shadow'),
      spans as (
        select version, source, min(predicted_at) as first, max(predicted_at) as last
          from judged group by version, source),
      periods as materialized (
        select a.version as served, b.version as shadow,
               greatest(a.first, b.first) as since, least(a.last, b.last) as until
          from spans a join spans b on a.source = 'champion' and b.source = 'challenger'
         where a.version <> b.version and greatest(a.first, b.first) <= least(a.last, b.last)),
      grouped as (
        select null::text as pairing, null::text as served, null::text as shadow, version, source, predicted_at,
               probability, is_right, is_called, is_positive, label, outcome, n_classes from judged
        union all
        select 'rows', served, shadow, served, null, null, served_probability, is_served_right,
               is_served_called, is_positive, served_label, outcome, n_classes from paired
        union all
        select 'rows', served, shadow, shadow, null, null, shadow_probability, is_shadow_right,
               is_shadow_called, is_positive, shadow_label, outcome, n_classes from paired
        union all
        select 'period', served, shadow, version, null, null, probability, is_right, is_called,
               is_positive, label, outcome, n_classes
          from judged join periods on predicted_at between since and until
               and (version, source) in ((served, 'champion'), (shadow, 'challenger'))),
      ranked as (
        select *, case when probability is not null
                       then least(floor(probability * 10), 9)::integer end as bin,
               to_char(predicted_at at time zone 'UTC', 'YYYY-MM-DD') as day,
               rank() over whole + (count(*) over ties - 1) / 2.0 as rank
          from grouped
        window whole as (partition by pairing, served, shadow, version order by probability),
               ties as (partition by pairing, served, shadow, version, probability)),
      sums as (
        select pairing, served, shadow, version, day, bin, source, count(*) as count,
               count(*) filter (where is_right) as "nRight",
               count(*) filter (where is_called and is_positive) as "truePositives",
               count(*) filter (where is_called and not is_positive) as "falsePositives",
               count(*) filter (where not is_called and is_positive) as "falseNegatives",
               count(*) filter (where not is_called and not is_positive) as "trueNegatives",
               avg((probability - is_positive::integer) ^ 2) as brier,
               stddev_samp((probability - is_positive::integer) ^ 2) as "brierDeviation",
               avg(probability) as "meanProbability",
               sum(rank) filter (where is_positive and probability is not null) as "positiveRanks"
          from ranked
         group by grouping sets (
           (pairing, served, shadow, version), (pairing, served, shadow, version, day),
           (pairing, served, shadow, version, bin), (pairing, served, shadow, version, source))
         -- Rows without a probability are in no tenth.
        having grouping(bin) = 1 or bin is not null)
      select (select json_agg(sums) from sums) as sums,
             (select json_agg(l) from (
               select pairing, served, shadow, version, label, outcome, count(*) as count
                 from grouped where n_classes > 2
                group by pairing, served, shadow, version, label, outcome
                order by outcome, label) l) as labels,
             (select json_agg(d) from (
               select served, shadow,
                      count(*) filter (where is_served_right and not is_shadow_right) as "nOnlyServed",
                      count(*) filter (where is_shadow_right and not is_served_right) as "nOnlyShadow"
                 from paired group by served, shadow) d) as discordances,
             (select json_agg(p) from (
               select served, shadow, to_char(since at time zone 'UTC', ${TIME}) as since,
                      to_char(until at time zone 'UTC', ${TIME}) as until from periods) p) as periods`
  );
  return {
    sums: found?.sums ?? [],
    labels: found?.labels ?? [],
    discordances: found?.discordances ?? [],
    periods: found?.periods ?? [],
  };
}

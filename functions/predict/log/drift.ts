import type { ServedModel } from "../model/served_model.ts";
import { bulkHistogram } from "./bulk_histogram.ts";
import {
  compareWords,
  MISSING_BUCKET,
  type WordCount,
  type WordedFeature,
  wordsOf,
} from "./word_drift.ts";
import type { LogDatabase } from "./log_database.ts";
import {
  compareWithTraining,
  prepareReference,
  type Reference,
  type Stability,
} from "./stability.ts";

/** Recent values beside the training's, over the same bins. */
export interface TwoHistograms {
  /**
   * Bounds of the bins, ascending, shape `[nBins + 1]`; of equal width but for the first and the last,
   * which hold the whole of a long tail.
   */
  readonly edges: readonly number[];
  /** Training rows per bin, shape `[nBins]`. */
  readonly training: readonly number[];
  /** Recent rows per bin, shape `[nBins]`; rows outside are in the nearest bin, as the training's are. */
  readonly recent: readonly number[];
}

/** How one column of recent predictions lies beside the training's. */
export interface ColumnDrift {
  /** Name of the feature; empty for the predicted probability. */
  readonly name: string;
  /** The measures, or `null` if the model does not say what it was trained on. */
  readonly stability: Stability | null;
  /** The histograms, or `null` if the model has none. */
  readonly histograms: TwoHistograms | null;
  /** Of a column of words or of yes and no, how often each is there; `null` of any other. */
  readonly words: readonly WordCount[] | null;
}

/** How recent predictions lie beside the training's. */
export interface Drift {
  /** Predictions that were looked at. */
  readonly nRows: number;
  /** When the first and the last of them were made, in ms since 1970, or `null` without any. */
  readonly span: { readonly fromMs: number; readonly toMs: number } | null;
  /** Each feature in column order. */
  readonly features: readonly ColumnDrift[];
  /** The predicted probability of the positive class. */
  readonly probability: ColumnDrift;
  /** The predicted number, or the predicted one of more than two classes; `null` where neither is known. */
  readonly prediction: ColumnDrift | null;
}

/** Number of the column of what was predicted, other than a probability. */
const PREDICTION = -1;

/** A column as it is counted; number 0 is the probability, features count from 1. */
interface Column {
  readonly name: string;
  readonly column: number;
  readonly reference: Reference | null;
  readonly histogram: ServedModel["features"][number]["histogram"];
  readonly nTrainingRows: number | null;
  /** The feature, if its values are words, and the words. */
  readonly worded:
    | { readonly feature: WordedFeature; readonly words: string[] }
    | null;
}

/** What is asked of a model. */
type DriftingModel = Pick<ServedModel, "name" | "version" | "features" | "origin" | "target">;

interface Count {
  readonly column: number;
  readonly kind: "cut" | "bin" | "word";
  readonly bucket: number;
  readonly nRows: number;
}

/**
 * Compares the last predictions of a version with what it was trained on. Postgres counts, so that
 * not the rows but a few hundred numbers leave the database.
 *
 * @param database The log.
 * @param model The version, with its training quantiles.
 * @param maxRows Most predictions to look at, the newest.
 * @returns The comparison.
 */
export async function measureDrift(
  database: LogDatabase,
  model: DriftingModel,
  maxRows: number,
): Promise<Drift> {
  const columns = columnsOf(model);
  const references = JSON.stringify(
    columns.map(({ column, reference, histogram, worded }) => ({
      column,
      words: worded?.words ?? [],
      cuts: reference?.cuts ?? [],
      edges: histogram === null ? [] : edgesOf(histogram.edges),
    })),
  );
  const [found] = await database.ask((sql) =>
    sql<{ nRows: number; fromMs: number | null; toMs: number | null; counts: Count[] | null }[]>`
      with recent as materialized (
        select predicted_at, coalesce(inputs, to_jsonb(features)) as inputs, probability, prediction, label
          from predictions
         where model_name = ${model.name} and model_version = ${model.version}
         order by predicted_at desc limit ${maxRows}),
      valued as materialized (
        select f.column::integer as column,
               -- What 32 bits cannot hold is an error of the cast, at both ends.
               case when abs(f.value::double precision) < 1.2e-38 then 0
                    else greatest(least(f.value::double precision, 3e38), -3e38)::real::double precision
               end as value
          from recent, jsonb_array_elements(inputs) with ordinality as f(value, "column")
         where jsonb_typeof(f.value) = 'number'
        union all
        select 0, probability from recent where probability is not null
        union all
        select ${PREDICTION}::integer, prediction from recent where prediction is not null),
      reference as materialized (
        select * from jsonb_to_recordset(${references}::text::jsonb)
          as r("column" integer, cuts double precision[], edges double precision[], words text[])),
      counts as (
        select v.column, 'cut' as kind, width_bucket(value, cuts) as bucket, count(*) as "nRows"
          from valued v join reference using ("column") where cuts <> '{}' group by 1, 3
        union all
        select v.column, 'bin', width_bucket(value, edges), count(*)
          from valued v join reference using ("column") where edges <> '{}' group by 1, 3
        union all
        select r.column, 'word',
               case when jsonb_typeof(f.value) = 'null' then ${MISSING_BUCKET}::integer
                    else coalesce(array_position(r.words, f.value #>> '{}'), 0) end, count(*)
          from recent, jsonb_array_elements(inputs) with ordinality as f(value, "column")
          join reference r on r.column = f.column
         where r.words <> '{}' group by 1, 3
        union all
        select r.column, 'word', coalesce(array_position(r.words, label), 0), count(*)
          from recent join reference r on r.column = ${PREDICTION}::integer
         where r.words <> '{}' and label is not null group by 1, 3)
      select count(*)::integer as "nRows",
             extract(epoch from min(predicted_at))::double precision * 1000 as "fromMs",
             extract(epoch from max(predicted_at))::double precision * 1000 as "toMs",
             (select json_agg(counts) from counts) as counts
        from recent`
  );
  const counts = Map.groupBy(found?.counts ?? [], ({ column }) => column);
  const drifts = columns.map((column) => driftOf(column, counts.get(column.column) ?? []));
  const { fromMs = null, toMs = null } = found ?? {};
  return {
    nRows: found?.nRows ?? 0,
    span: fromMs === null || toMs === null ? null : { fromMs, toMs },
    features: drifts.slice(1, model.features.length + 1),
    probability: drifts[0] as ColumnDrift,
    prediction: drifts[model.features.length + 1] ?? null,
  };
}

function columnsOf({ features, origin, target }: DriftingModel): Column[] {
  const { probabilityQuantiles: quantiles, dataset } = origin;
  // What is known of predictions is of the test rows.
  const nTestRows = dataset === null ? null : dataset.rows - dataset.trainingRows;
  return [
    {
      name: "",
      column: 0,
      reference: quantiles === null ? null : prepareReference(quantiles, 64),
      histogram: null,
      worded: null,
      nTrainingRows: nTestRows,
    },
    ...features.map((feature, index) => ({
      worded: wordedOf(feature),
      name: feature.name,
      column: index + 1,
      reference: feature.quantiles === null ? null : prepareReference(feature.quantiles, 32),
      histogram: feature.histogram === null || feature.quantiles === null
        ? feature.histogram
        : bulkHistogram(feature.histogram, feature.quantiles),
      nTrainingRows: dataset?.trainingRows ?? null,
    })),
    ...predictionOf(target, nTestRows),
  ];
}

function predictionOf(target: ServedModel["target"], nTestRows: number | null): Column[] {
  const { predicted, classes } = target ?? {};
  if (predicted === undefined) return [];
  const column = { name: "", column: PREDICTION, histogram: null, nTrainingRows: nTestRows };
  if (target?.kind === "regression") {
    return [{ ...column, reference: prepareReference(predicted, 64), worded: null }];
  }
  const words = classes?.map(String) ?? [];
  if (words.length !== predicted.length) return [];
  const feature = { type: "bytes", categories: words, counts: predicted } as const;
  return [{ ...column, reference: null, worded: { feature, words } }];
}

function wordedOf(feature: ServedModel["features"][number]): Column["worded"] {
  const words = wordsOf(feature);
  return words === null ? null : { feature, words };
}

/** Features are compared with 32 bits, as training counted them. */
function edgesOf(edges: readonly number[]): number[] {
  return edges.map((edge) => Math.fround(edge));
}

function driftOf(
  { name, reference, histogram, nTrainingRows, worded }: Column,
  counts: readonly Count[],
): ColumnDrift {
  if (worded !== null) {
    const found = counts.filter(({ kind }) => kind === "word");
    const buckets = new Map(found.map(({ bucket, nRows }) => [bucket, nRows]));
    return { name, histograms: null, ...compareWords(worded.feature, buckets, nTrainingRows) };
  }
  const countsOf = (kind: Count["kind"], length: number) => {
    const found = new Array<number>(length).fill(0);
    for (const count of counts) if (count.kind === kind) found[count.bucket] = count.nRows;
    return found;
  };
  const stability = reference === null ? null : compareWithTraining(
    reference,
    countsOf("cut", reference.cuts.length + 1),
    nTrainingRows,
  );
  if (histogram === null) return { name, stability, histograms: null, words: null };
  const { edges, counts: training } = histogram;
  const buckets = countsOf("bin", edges.length + 1);
  const recent = training.map((_, bin) => buckets[bin + 1]!);
  recent[0] = recent[0]! + buckets[0]!;
  const last = recent.length - 1;
  recent[last] = recent[last]! + buckets.at(-1)!;
  return { name, stability, histograms: { edges, training, recent }, words: null };
}

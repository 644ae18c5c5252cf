import type { ArtifactFile } from "../mlflow/artifact_file.ts";
import type { Progress } from "../progress/progress.ts";
import type { RefusedOutcomes } from "./screen_outcomes.ts";

/** A model that was fitted to see what it says. */
export interface Tried {
  /** Its metrics on the test rows. */
  readonly metrics: Readonly<Record<string, number>>;
  /** What it says of the golden rows, row-major `[nRows, nOutputs]`. */
  readonly golden: Float64Array;
  /** Numbers that it says of each row. */
  readonly nOutputs: number;
}

/** What the outcomes of one source change. */
export interface SourceEffect {
  /** Who told them. */
  readonly source: string;
  /** Rows that were trained on. */
  readonly rows: number;
  /** Their share of all training rows, 0–1. */
  readonly share: number;
  /** Metrics of the model that was trained without them; those with them are the model's own. */
  readonly without: Readonly<Record<string, number>>;
  /** What they move of the predictions of the golden rows. */
  readonly golden: {
    /** Golden rows, the first of the test rows: always the same. */
    readonly rows: number;
    /** Largest change of a number of a prediction. */
    readonly largest: number;
    /** Rows that get another class; `null` for a regression. */
    readonly otherClass: number | null;
  };
}

/** Golden rows, the first of the test rows. */
export const GOLDEN_ROWS = 50;

/** Sources for which a model is fitted without them, those with the most rows. */
const MAX_SOURCES = 10;

/** What is to be looked into. */
export interface EffectQuestion {
  /** Rows that were trained on, by source. */
  readonly rows: ReadonlyMap<string, number>;
  /** All training rows. */
  readonly nTraining: number;
  /** The model that was trained on all of them. */
  readonly own: Tried;
  /** Trains the same without the rows of a source. */
  readonly tryWithout: (source: string) => Promise<Tried>;
}

/**
 * Finds out what each source changes: a model is trained without it, on all else the same.
 *
 * @param question What is to be looked into.
 * @returns The effects, of the sources with the most rows first.
 */
export async function sourceEffects(
  { rows, nTraining, own, tryWithout }: EffectQuestion,
): Promise<SourceEffect[]> {
  const sources = [...rows].sort(([, one], [, other]) => other - one).slice(0, MAX_SOURCES);
  const effects: SourceEffect[] = [];
  for (const [source, nRows] of sources) {
    const other = await tryWithout(source);
    effects.push({
      source,
      rows: nRows,
      share: nRows / nTraining,
      without: other.metrics,
      golden: compareGolden(own, other),
    });
  }
  return effects;
}

function compareGolden(own: Tried, other: Tried): SourceEffect["golden"] {
  const { nOutputs } = own;
  const nRows = own.golden.length / nOutputs;
  let largest = 0;
  for (let at = 0; at < own.golden.length; at++) {
    largest = Math.max(largest, Math.abs(own.golden[at]! - other.golden[at]!));
  }
  const classOf = ({ golden }: Tried, row: number) => {
    const values = golden.subarray(row * nOutputs, (row + 1) * nOutputs);
    return values.indexOf(Math.max(...values));
  };
  const turned = Array.from(
    { length: nRows },
    (_, row) => classOf(own, row) !== classOf(other, row),
  );
  return {
    rows: nRows,
    largest,
    otherClass: nOutputs === 1 ? null : turned.filter((isTurned) => isTurned).length,
  };
}

/**
 * Tells what each source changes, and what was refused.
 *
 * @param told The effects, the refusals, the warnings, and the metrics with all sources.
 * @param progress Who is told.
 * @returns The same as a file of the run.
 */
export function tellSources(
  { effects, refused, warnings, metrics }: {
    readonly effects: readonly SourceEffect[];
    readonly refused: readonly RefusedOutcomes[];
    readonly warnings: readonly string[];
    readonly metrics: Readonly<Record<string, number>>;
  },
  progress: Progress,
): ArtifactFile {
  for (const warning of warnings) progress.tell("warning", warning);
  for (const { source, rows, reason } of refused) {
    progress.tell("refused", `${rows} outcomes of ${source} are refused: ${reason}`);
  }
  for (const { source, rows, share, without, golden } of effects) {
    const figures = Object.entries(without).slice(0, 5).map(([name, value]) =>
      `${name} ${metrics[name]?.toFixed(4)} (${value.toFixed(4)})`
    );
    const classes = golden.otherClass === null
      ? ""
      : `, ${golden.otherClass} of them to another class`;
    progress.done(
      "source",
      `${source}: ${rows} rows, ${
        (100 * share).toFixed(1)
      } % of the training; with (without) them ` +
        `${figures.join(", ")}; ${golden.rows} golden rows move by ${
          golden.largest.toFixed(4)
        } at most` +
        classes,
      { source, rows, share, "golden_largest": golden.largest },
    );
  }
  const content = JSON.stringify({ sources: effects, with: metrics, refused, warnings }, null, 2);
  return { path: "feedback/sources.json", content: new TextEncoder().encode(`${content}\n`) };
}

import type { Rows } from "@mlops/model";
import type { PythonValue } from "@mlops/pickle";
import { type ColumnTraits, joinTraits, NUMBER } from "./column_traits.ts";
import type { Estimator } from "./estimator.ts";
import type { Transformer } from "./transformer.ts";

/** What is written where a value is missing: a number, or a text in a column of texts. */
type Filling = number | string;

/**
 * Reads what fills in missing values.
 *
 * @param estimator A SimpleImputer.
 * @returns What transforms as it does.
 */
export function readSimpleImputer(estimator: Estimator): Transformer {
  const { nFeatures } = estimator;
  const statistics = estimator.list("statistics_").map((value) => readFilling(estimator, value));
  if (statistics.length !== nFeatures) {
    throw estimator.fault(`must have ${nFeatures} statistics_: has ${statistics.length}`);
  }
  const keepsEmpty = estimator.optional("keep_empty_features") === true;
  // A column that was empty in training has no statistic.
  const kept = statistics.flatMap((it, column) => keepsEmpty || !Number.isNaN(it) ? [column] : []);
  const indicator = estimator.optional("indicator_");
  const indicated = indicator === null ? [] : estimator.open(indicator, "indicator_").indicesOf(
    estimator.open(indicator, "indicator_").value("features_"),
    "features_",
    nFeatures,
  );
  const missing = readMissing(estimator, estimator.optional("missing_values"));
  const isNoneMissing = estimator.optional("missing_values") === null;
  return new Imputer({ nInputs: nFeatures, statistics, kept, indicated, missing, isNoneMissing });
}

function readFilling(estimator: Estimator, value: PythonValue): Filling {
  if (typeof value === "string" || typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  if (value === null) return NaN;
  throw estimator.unfit("statistics_", "numbers or texts", value);
}

/** NaN and None are one: a value that is not there. */
function readMissing(estimator: Estimator, value: PythonValue): Filling {
  return readFilling(estimator, value);
}

interface ImputerParts {
  readonly nInputs: number;
  readonly statistics: readonly Filling[];
  readonly kept: readonly number[];
  readonly indicated: readonly number[];
  readonly missing: Filling;
  /** Whether it looks for None. */
  readonly isNoneMissing: boolean;
  /** Columns whose missing values are None, which scikit-learn hands on where it looks for NaN. */
  readonly handedOn?: ReadonlySet<number>;
}

class Imputer implements Transformer {
  readonly nInputs: number;
  readonly sources: readonly number[];
  readonly #parts: ImputerParts;

  constructor(parts: ImputerParts) {
    this.#parts = parts;
    this.nInputs = parts.nInputs;
    this.sources = [...parts.kept, ...parts.indicated];
  }

  transform(rows: Rows): Rows {
    const { nRows } = rows;
    const { statistics, kept, indicated } = this.#parts;
    const nOutputs = this.sources.length;
    const numbers = new Float64Array(nRows * nOutputs);
    const hasTexts = rows.texts !== null || statistics.some((it) => typeof it === "string");
    const texts = hasTexts ? new Array<string | null>(nRows * nOutputs).fill(null) : null;
    for (let row = 0; row < nRows; row++) {
      let at = row * nOutputs;
      for (const column of kept) {
        const from = row * this.nInputs + column;
        const filling = statistics[column]!;
        const value = this.#isMissing(rows, from, column)
          ? filling
          : rows.texts?.[from] ?? rows.numbers[from]!;
        numbers[at] = typeof value === "number" ? value : NaN;
        if (texts !== null && typeof value === "string") texts[at] = value;
        at += 1;
      }
      for (const column of indicated) {
        numbers[at++] = this.#isMissing(rows, row * this.nInputs + column, column) ? 1 : 0;
      }
    }
    return { nRows, numbers, texts };
  }

  handingOnNone(hasNone: readonly boolean[]): Transformer {
    const { kept, isNoneMissing } = this.#parts;
    if (isNoneMissing) return this;
    return new Imputer({
      ...this.#parts,
      handedOn: new Set(kept.filter((_, index) => hasNone[index])),
    });
  }

  #isMissing({ numbers, texts }: Rows, at: number, column: number): boolean {
    const { missing, handedOn } = this.#parts;
    const text = texts?.[at] ?? null;
    if (text !== null) return text === missing;
    if (handedOn?.has(column)) return false;
    const x = numbers[at]!;
    return typeof missing === "number" &&
      (x === missing || Number.isNaN(missing) && Number.isNaN(x));
  }

  traits(after: readonly ColumnTraits[]): ColumnTraits[] {
    const { statistics, kept, missing } = this.#parts;
    const isNullable = typeof missing === "number" && Number.isNaN(missing);
    const traits = statistics.map((it): ColumnTraits => ({
      ...NUMBER,
      type: typeof it === "string" ? "bytes" : "fp64",
      isNullable,
    }));
    for (const [index, column] of kept.entries()) {
      const next = after[index]!;
      const joined = joinTraits(traits[column]!, { ...next, mayBeInfinite: false });
      // A filled-in value is never missing, whatever the next step says of missing ones; where other values
      // are filled in, scikit-learn refuses NaN among numbers.
      traits[column] = {
        ...joined,
        isNullable: isNullable || joined.type === "bytes" && next.isNullable,
      };
    }
    return traits;
  }
}

import type { Rows } from "@mlops/model";
import { NumpyArray } from "@mlops/pickle";
import { CategoryCodes } from "./category_codes.ts";
import type { ColumnTraits } from "./column_traits.ts";
import type { Estimator } from "./estimator.ts";
import type { Transformer } from "./transformer.ts";

/** What the target is, and so whether each category has a number for every class. */
const TARGETS = ["binary", "continuous", "multiclass"];

/**
 * Reads an encoder that gives each category the mean of the training's target in it.
 *
 * @param estimator A TargetEncoder.
 * @returns What transforms as it does.
 */
export function readTargetEncoder(estimator: Estimator): Transformer {
  const codes = CategoryCodes.ofAll(estimator);
  const target = estimator.text("target_type_");
  if (!TARGETS.includes(target)) {
    throw estimator.fault(`has target_type_ ${JSON.stringify(target.slice(0, 40))}`);
  }
  const nEach = target === "multiclass" ? estimator.classes.length : 1;
  const encodings = estimator.list("encodings_");
  const nOutputs = codes.length * nEach;
  if (encodings.length !== nOutputs || nEach === 0) {
    throw estimator.fault(`must have ${nOutputs} lists as encodings_: has ${encodings.length}`);
  }
  const means = estimator.numbers("target_mean_", nEach);
  return new TargetMeans(codes, {
    encodings: encodings.map((value, index) => {
      const name = `encodings_[${index}]`;
      const { length } = codes[Math.floor(index / nEach)]!;
      if (!(value instanceof NumpyArray)) throw estimator.unfit(name, "an array", value);
      const encoding = estimator.decode(name, () => value.toFloat64Array());
      if (encoding.length === length && encoding.every(Number.isFinite)) return encoding;
      throw estimator.fault(`must have ${length} finite numbers as ${name}`);
    }),
    means,
  });
}

/** A value that is none of the categories, and a missing one that is none, gets the target's mean. */
class TargetMeans implements Transformer {
  readonly nInputs: number;
  readonly sources: readonly number[];
  readonly hasNone: readonly boolean[];
  readonly #codes: readonly CategoryCodes[];
  readonly #encodings: readonly Float64Array[];
  readonly #means: Float64Array;

  constructor(
    codes: readonly CategoryCodes[],
    { encodings, means }: { encodings: readonly Float64Array[]; means: Float64Array },
  ) {
    this.nInputs = codes.length;
    this.hasNone = codes.map(({ isNone }) => isNone);
    this.sources = encodings.map((_, index) => Math.floor(index / means.length));
    this.#codes = codes;
    this.#encodings = encodings;
    this.#means = means;
  }

  transform({ nRows, numbers, texts }: Rows): Rows {
    const nEach = this.#means.length;
    const encoded = new Float64Array(numbers.length * nEach);
    for (let i = 0; i < numbers.length; i++) {
      const column = i % this.nInputs;
      const code = this.#codes[column]!.codeOf(texts?.[i] ?? null, numbers[i]!);
      for (let k = 0; k < nEach; k++) {
        encoded[i * nEach + k] = code === -1
          ? this.#means[k]!
          : this.#encodings[column * nEach + k]![code]!;
      }
    }
    return { nRows, numbers: encoded, texts: null };
  }

  traits(): ColumnTraits[] {
    return this.#codes.map((codes) => codes.traits({ mustBeKnown: false, isNullable: true }));
  }
}

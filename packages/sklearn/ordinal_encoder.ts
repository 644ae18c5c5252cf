import type { Rows } from "@mlops/model";
import { PythonDict } from "@mlops/pickle";
import { CategoryCodes, type Infrequent, readInfrequent } from "./category_codes.ts";
import type { ColumnTraits } from "./column_traits.ts";
import type { Estimator } from "./estimator.ts";
import type { Transformer } from "./transformer.ts";

/**
 * Reads an encoder that numbers categories.
 *
 * @param estimator An OrdinalEncoder.
 * @returns What transforms as it does.
 */
export function readOrdinalEncoder(estimator: Estimator): Transformer {
  const codes = CategoryCodes.ofAll(estimator);
  const handling = estimator.text("handle_unknown");
  if (handling !== "error" && handling !== "use_encoded_value") {
    throw estimator.fault(`has handle_unknown ${JSON.stringify(handling.slice(0, 40))}`);
  }
  const isStrict = handling === "error";
  return new OrdinalCodes({
    codes,
    infrequent: readInfrequent(estimator, codes),
    missingCodes: readMissingCodes(estimator, codes.length),
    isStrict,
    unknown: isStrict ? NaN : numberOr(estimator, "unknown_value"),
    missing: estimator.has("encoded_missing_value")
      ? numberOr(estimator, "encoded_missing_value")
      : NaN,
  });
}

/**
 * Codes that mean a missing value: until 1.5 only NaN is one, and None is a category like any other.
 */
function readMissingCodes(estimator: Estimator, nColumns: number): number[] {
  const codes = estimator.optional("_missing_indices");
  return Array.from({ length: nColumns }, (_, column) => {
    const code = codes instanceof PythonDict ? codes.get(column) : undefined;
    return typeof code === "number" ? code : -1;
  });
}

/** A number that may be NaN. */
function numberOr(estimator: Estimator, name: string): number {
  const value = estimator.value(name);
  if (typeof value === "number") return value;
  throw estimator.unfit(name, "a number", value);
}

interface OrdinalParts {
  readonly codes: readonly CategoryCodes[];
  readonly infrequent: readonly Infrequent[];
  readonly missingCodes: readonly number[];
  readonly isStrict: boolean;
  readonly unknown: number;
  readonly missing: number;
}

class OrdinalCodes implements Transformer {
  readonly nInputs: number;
  readonly sources: readonly number[];
  readonly hasNone: readonly boolean[];
  readonly #parts: OrdinalParts;

  constructor(parts: OrdinalParts) {
    this.#parts = parts;
    this.nInputs = parts.codes.length;
    this.hasNone = parts.codes.map(({ isNone }) => isNone);
    this.sources = parts.codes.map((_, index) => index);
  }

  transform({ nRows, numbers, texts }: Rows): Rows {
    const coded = new Float64Array(numbers.length);
    for (let i = 0; i < numbers.length; i++) {
      coded[i] = this.#code(Math.floor(i / this.nInputs), i % this.nInputs, {
        text: texts?.[i] ?? null,
        number: numbers[i]!,
      });
    }
    return { nRows, numbers: coded, texts: null };
  }

  #code(row: number, column: number, value: { text: string | null; number: number }): number {
    const { isStrict, unknown, missing, missingCodes } = this.#parts;
    const codes = this.#parts.codes[column]!;
    const { mapping } = this.#parts.infrequent[column]!;
    const code = codes.codeOf(value.text, value.number);
    if (code === -1) {
      if (isStrict) throw codes.unknown(row, column, value.text ?? value.number);
      return unknown;
    }
    if (code === missingCodes[column]) return missing;
    return mapping?.[code] ?? code;
  }

  traits(after: readonly ColumnTraits[]): ColumnTraits[] {
    const { codes, isStrict, unknown, missing, missingCodes } = this.#parts;
    return codes.map((column, index) => {
      const takesNaN = after[index]!.isNullable;
      const mustBeKnown = isStrict || (Number.isNaN(unknown) && !takesNaN);
      const isCategory = column.missing >= 0;
      const isCoded = isCategory && column.missing !== missingCodes[index];
      const missingValue = isCoded ? column.missing : isCategory ? missing : unknown;
      const isNullable = (isCategory || !isStrict) &&
        (takesNaN || !Number.isNaN(missingValue));
      return column.traits({ mustBeKnown, isNullable });
    });
  }
}

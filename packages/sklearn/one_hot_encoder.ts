import type { Rows } from "@mlops/model";
import { CategoryCodes, type Infrequent, readInfrequent } from "./category_codes.ts";
import type { ColumnTraits } from "./column_traits.ts";
import type { Estimator } from "./estimator.ts";
import type { Transformer } from "./transformer.ts";

/** Since then "warn" counts an unknown value among the infrequent ones; until then it was none. */
const WARN_JOINS_SINCE = 8;

/** What becomes of a value that is none of the categories. */
const HANDLINGS = ["error", "ignore", "infrequent_if_exist", "warn"];

/**
 * Reads an encoder that gives each category a column of its own, 1 where a row has it.
 *
 * @param estimator A OneHotEncoder.
 * @returns What transforms as it does.
 */
export function readOneHotEncoder(estimator: Estimator): Transformer {
  const codes = CategoryCodes.ofAll(estimator);
  const handling = estimator.text("handle_unknown");
  if (!HANDLINGS.includes(handling)) {
    throw estimator.fault(`has handle_unknown ${JSON.stringify(handling.slice(0, 40))}`);
  }
  const infrequent = readInfrequent(estimator, codes);
  const dropped = readDropped(estimator, codes);
  const widths = estimator.indicesOf(
    estimator.value("_n_features_outs"),
    "_n_features_outs",
    2 ** 31,
  );
  for (const [column, width] of widths.entries()) {
    const mapping = infrequent[column]?.mapping ?? null;
    const nCodes = mapping === null ? codes[column]!.length : 1 + Math.max(...mapping);
    const expected = nCodes - (dropped[column] === -1 ? 0 : 1);
    if (width !== expected) {
      throw estimator.fault(`must have a cell for each category: ${width} of ${expected}`);
    }
  }
  if (widths.length !== codes.length) throw estimator.fault("must have cells for each column");
  return new OneHot({
    codes,
    infrequent,
    dropped,
    widths,
    isStrict: handling === "error",
    joinsUnknown: handling === "infrequent_if_exist" ||
      handling === "warn" && estimator.version >= WARN_JOINS_SINCE,
    isSparse: estimator.optional("sparse_output") === true,
  });
}

/** Number of the category of each column that has no cell, -1 if all have. */
function readDropped(estimator: Estimator, codes: readonly CategoryCodes[]): number[] {
  const dropped = estimator.optional("_drop_idx_after_grouping");
  if (dropped === null) return codes.map(() => -1);
  const items = estimator.itemsOf(dropped, "_drop_idx_after_grouping");
  return codes.map(({ length }, column) => {
    const index = items[column] ?? null;
    if (index === null) return -1;
    return estimator.indicesOf([index], "_drop_idx_after_grouping", length)[0]!;
  });
}

interface OneHotParts {
  readonly codes: readonly CategoryCodes[];
  readonly infrequent: readonly Infrequent[];
  readonly dropped: readonly number[];
  readonly widths: readonly number[];
  readonly isStrict: boolean;
  readonly joinsUnknown: boolean;
  readonly isSparse: boolean;
}

class OneHot implements Transformer {
  readonly nInputs: number;
  readonly sources: readonly number[];
  readonly hasNone: readonly boolean[];
  readonly isSparse: boolean;
  readonly #parts: OneHotParts;

  constructor(parts: OneHotParts) {
    this.#parts = parts;
    this.isSparse = parts.isSparse;
    this.nInputs = parts.codes.length;
    this.hasNone = parts.codes.map(({ isNone }) => isNone);
    this.sources = parts.widths.flatMap((width, column) => new Array<number>(width).fill(column));
  }

  transform({ nRows, numbers, texts }: Rows): Rows {
    const nOutputs = this.sources.length;
    const cells = new Float64Array(nRows * nOutputs);
    for (let row = 0; row < nRows; row++) {
      let at = row * nOutputs;
      for (const [column, width] of this.#parts.widths.entries()) {
        const from = row * this.nInputs + column;
        const cell = this.#cell(row, column, {
          text: texts?.[from] ?? null,
          number: numbers[from]!,
        });
        if (cell >= 0) cells[at + cell] = 1;
        at += width;
      }
    }
    return { nRows, numbers: cells, texts: null };
  }

  /** Position of the cell that is 1, or -1 if none is. */
  #cell(row: number, column: number, value: { text: string | null; number: number }): number {
    const { isStrict, joinsUnknown, infrequent, dropped } = this.#parts;
    const codes = this.#parts.codes[column]!;
    const { first, mapping } = infrequent[column]!;
    let code = codes.codeOf(value.text, value.number);
    if (code === -1) {
      if (isStrict) throw codes.unknown(row, column, value.text ?? value.number);
      if (!joinsUnknown || first === -1) return -1;
      code = first;
    }
    const group = mapping?.[code] ?? code;
    const drop = dropped[column]!;
    if (drop === -1 || group < drop) return group;
    return group === drop ? -1 : group - 1;
  }

  traits(): ColumnTraits[] {
    const { codes, isStrict } = this.#parts;
    return codes.map((column) =>
      column.traits({ mustBeKnown: isStrict, isNullable: column.missing >= 0 || !isStrict })
    );
  }
}

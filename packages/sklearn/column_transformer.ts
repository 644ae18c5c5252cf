import { PythonDict, PythonTuple } from "@mlops/pickle";
import { MAX_FEATURES, type Rows } from "@mlops/model";
import { atOrigin } from "./chain.ts";
import { type ColumnTraits, joinTraits, UNUSED } from "./column_traits.ts";
import type { Estimator } from "./estimator.ts";
import { takeColumns } from "./take_columns.ts";
import { shareParts, type Transformer, widestOf } from "./transformer.ts";

/** Columns that one transformer takes; `null` hands them on. */
interface Block {
  readonly columns: readonly number[];
  readonly transformer: Transformer | null;
}

/**
 * Reads transformers that stand side by side, each on columns of its own.
 *
 * @param estimator A ColumnTransformer.
 * @returns What transforms as it does.
 */
export function readColumnTransformer(estimator: Estimator): Transformer {
  const { nFeatures } = estimator;
  const inputs = estimator.value("_transformer_to_input_indices");
  if (!(inputs instanceof PythonDict)) {
    throw estimator.unfit("_transformer_to_input_indices", "a dictionary", inputs);
  }
  const blocks: Block[] = [];
  let nOutputs = 0;
  for (const [index, entry] of estimator.list("transformers_").entries()) {
    const [name, transformer] = entry instanceof PythonTuple ? entry.items : [];
    if (typeof name !== "string" || transformer === undefined) {
      throw estimator.unfit(`transformers_[${index}]`, "(name, transformer, columns)", entry);
    }
    if (transformer === "drop") continue;
    const columns = estimator.indicesOf(inputs.get(name), `columns of "${name}"`, nFeatures);
    if (columns.length === 0) continue;
    const path = `${estimator.path}.transformers_[${index}]`;
    const block = {
      columns,
      transformer: transformer === "passthrough"
        ? null
        : estimator.parts.transformer(transformer, path, columns.length),
    };
    nOutputs += widthOf(block);
    requireFewOutputs(estimator, nOutputs);
    blocks.push(block);
  }
  for (const { columns, transformer } of blocks) {
    if (transformer !== null && transformer.nInputs !== columns.length) {
      throw estimator.fault(
        `must give each transformer its columns: gives ${columns.length} of ${transformer.nInputs}`,
      );
    }
  }
  return new SideBySide(blocks, nFeatures, estimator.optional("sparse_output_") === true);
}

/**
 * Reads transformers that stand side by side, each on all columns.
 *
 * @param estimator A FeatureUnion.
 * @param nInputs Number of columns, if that is known.
 * @returns What transforms as it does.
 */
export function readFeatureUnion(estimator: Estimator, nInputs: number | null): Transformer {
  if (estimator.optional("transformer_weights") !== null) {
    throw estimator.fault(
      "weighs its transformers, which is not supported: leave out transformer_weights",
      "unsupported",
    );
  }
  const transformers: (Transformer | null)[] = [];
  let nOutputs = 0;
  for (const [index, entry] of estimator.list("transformer_list").entries()) {
    const [, transformer] = entry instanceof PythonTuple ? entry.items : [];
    const name = `transformer_list[${index}]`;
    if (transformer === undefined) throw estimator.unfit(name, "(name, transformer)", entry);
    if (transformer === "drop") continue;
    const read = transformer === "passthrough"
      ? null
      : estimator.parts.transformer(transformer, `${estimator.path}.${name}`, nInputs);
    nOutputs += read?.sources.length ?? nInputs ?? 0;
    requireFewOutputs(estimator, nOutputs);
    transformers.push(read);
  }
  const width = nInputs ?? transformers.find((it) => it !== null)?.nInputs;
  if (width === undefined || transformers.some((it) => it !== null && it.nInputs !== width)) {
    throw estimator.fault("must have transformers of the same columns");
  }
  const columns = Array.from({ length: width }, (_, index) => index);
  const blocks = transformers.map((transformer) => ({ columns, transformer }));
  // One that is sparse makes all of them so.
  const isSparse = transformers.some((it) => it?.isSparse === true) ||
    (transformers.every((it) => it?.isSparse === false) ? false : undefined);
  return new SideBySide(blocks, width, isSparse);
}

function widthOf({ columns, transformer }: Block): number {
  return transformer?.sources.length ?? columns.length;
}

/** A few bytes may name the same transformer, or none, over and over. */
function requireFewOutputs(estimator: Estimator, nOutputs: number): void {
  if (nOutputs <= MAX_FEATURES) return;
  throw estimator.fault(
    `makes more than ${MAX_FEATURES} columns, which is not supported`,
    "unsupported",
  );
}

class SideBySide implements Transformer {
  readonly nInputs: number;
  readonly sources: readonly number[];
  readonly constants: ReadonlyMap<number, number>;
  readonly joins: boolean;
  readonly unexplained: string | undefined;
  readonly mixes: boolean;
  readonly changesSums: boolean;
  readonly isSparse: boolean | undefined;
  readonly keepsZeros: boolean;
  readonly hasNoise: boolean;
  readonly widest: number;
  readonly #blocks: readonly Block[];

  constructor(blocks: readonly Block[], nInputs: number, isSparse: boolean | undefined) {
    this.#blocks = blocks;
    this.isSparse = isSparse;
    this.hasNoise = blocks.some(({ transformer }) => transformer?.hasNoise === true);
    this.keepsZeros = blocks.some(({ transformer }) => transformer?.keepsZeros === true);
    this.nInputs = nInputs;
    this.joins = blocks.some(({ transformer }) => transformer?.joins === true);
    this.unexplained = blocks.map(({ transformer }) => transformer?.unexplained)
      .find((it) => it !== undefined);
    this.mixes = blocks.some(({ transformer }) => transformer?.mixes === true);
    this.changesSums = blocks.some(({ transformer }) => transformer?.changesSums === true);
    const constants = new Map<number, number>();
    let at = 0;
    for (const { columns, transformer } of blocks) {
      for (const [column, value] of transformer?.constants ?? []) constants.set(at + column, value);
      at += widthOf({ columns, transformer });
    }
    this.constants = constants;
    this.widest = Math.max(
      at,
      ...blocks.map(({ transformer }) => transformer === null ? 0 : widestOf(transformer)),
    );
    this.sources = blocks.flatMap(({ columns, transformer }) =>
      transformer === null ? columns : transformer.sources.map((source) => columns[source]!)
    );
  }

  transform(rows: Rows): Rows {
    const { nRows } = rows;
    const nOutputs = this.sources.length;
    const numbers = new Float64Array(nRows * nOutputs);
    let texts: (string | null)[] | null = null;
    let at = 0;
    for (const { columns, transformer } of this.#blocks) {
      const taken = takeColumns(rows, columns);
      const made = transformer === null
        ? taken
        : atOrigin(columns, () => transformer.transform(taken));
      const width = made.numbers.length / nRows;
      for (let row = 0; row < nRows; row++) {
        const own = made.numbers.subarray(row * width, (row + 1) * width);
        numbers.set(own, row * nOutputs + at);
        if (made.texts === null) continue;
        texts ??= new Array<string | null>(nRows * nOutputs).fill(null);
        for (let i = 0; i < width; i++) {
          texts[row * nOutputs + at + i] = made.texts[row * width + i]!;
        }
      }
      at += width;
    }
    return { nRows, numbers, texts };
  }

  share(row: Rows, parts: Float64Array, slopes: Float64Array | null): Float64Array {
    const shares = new Float64Array(this.nInputs);
    let at = 0;
    for (const { columns, transformer } of this.#blocks) {
      const end = at + widthOf({ columns, transformer });
      const own = parts.subarray(at, end);
      const ownSlopes = slopes?.subarray(at, end) ?? null;
      at = end;
      const back = transformer === null
        ? own
        : shareParts(transformer, takeColumns(row, columns), own, ownSlopes);
      for (const [index, column] of columns.entries()) shares[column]! += back[index]!;
    }
    return shares;
  }

  handingOnNone(hasNone: readonly boolean[]): Transformer {
    let at = 0;
    const blocks = this.#blocks.map(({ columns, transformer }) => {
      const width = widthOf({ columns, transformer });
      const own = hasNone.slice(at, at += width);
      return { columns, transformer: transformer?.handingOnNone?.(own) ?? transformer };
    });
    return new SideBySide(blocks, this.nInputs, this.isSparse);
  }

  traits(after: readonly ColumnTraits[]): ColumnTraits[] {
    const traits: (ColumnTraits | null)[] = new Array(this.nInputs).fill(null);
    let at = 0;
    for (const { columns, transformer } of this.#blocks) {
      const width = widthOf({ columns, transformer });
      const own = after.slice(at, at + width);
      const before = transformer === null ? own : transformer.traits(own);
      for (const [index, column] of columns.entries()) {
        const known = traits[column]!;
        traits[column] = known === null ? before[index]! : joinTraits(known, before[index]!);
      }
      at += width;
    }
    return traits.map((it) => it ?? UNUSED);
  }
}

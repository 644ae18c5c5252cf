import { PythonDict, PythonTuple } from "@mlops/pickle";
import type { Rows } from "@mlops/model";
import { atOrigin } from "./chain.ts";
import { type ColumnTraits, joinTraits, UNUSED } from "./column_traits.ts";
import type { Estimator } from "./estimator.ts";
import { takeColumns } from "./take_columns.ts";
import type { Transformer } from "./transformer.ts";

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
  for (const [index, entry] of estimator.list("transformers_").entries()) {
    const [name, transformer] = entry instanceof PythonTuple ? entry.items : [];
    if (typeof name !== "string" || transformer === undefined) {
      throw estimator.unfit(`transformers_[${index}]`, "(name, transformer, columns)", entry);
    }
    if (transformer === "drop") continue;
    const columns = estimator.indicesOf(inputs.get(name), `columns of "${name}"`, nFeatures);
    if (columns.length === 0) continue;
    const path = `${estimator.path}.transformers_[${index}]`;
    blocks.push({
      columns,
      transformer: transformer === "passthrough"
        ? null
        : estimator.parts.transformer(transformer, path, columns.length),
    });
  }
  for (const { columns, transformer } of blocks) {
    if (transformer !== null && transformer.nInputs !== columns.length) {
      throw estimator.fault(
        `must give each transformer its columns: gives ${columns.length} of ${transformer.nInputs}`,
      );
    }
  }
  return new SideBySide(blocks, nFeatures);
}

class SideBySide implements Transformer {
  readonly nInputs: number;
  readonly sources: readonly number[];
  readonly #blocks: readonly Block[];

  constructor(blocks: readonly Block[], nInputs: number) {
    this.#blocks = blocks;
    this.nInputs = nInputs;
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

  traits(after: readonly ColumnTraits[]): ColumnTraits[] {
    const traits: (ColumnTraits | null)[] = new Array(this.nInputs).fill(null);
    let at = 0;
    for (const { columns, transformer } of this.#blocks) {
      const width = transformer?.sources.length ?? columns.length;
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

import { MAX_FEATURES, type Rows } from "@mlops/model";
import { NumpyArray, PythonGlobal } from "@mlops/pickle";
import { type ColumnTraits, NUMBER } from "./column_traits.ts";
import { countUpTo } from "./count_up_to.ts";
import type { Estimator } from "./estimator.ts";
import { requireFinite } from "./require_finite.ts";
import type { Transformer } from "./transformer.ts";

/** How bins are told: each by a column of its own, or by its number. */
const ENCODINGS = ["onehot", "onehot-dense", "ordinal"];

/**
 * Reads what puts the numbers of a column into bins.
 *
 * @param estimator A KBinsDiscretizer.
 * @returns What transforms as it does.
 */
export function readKBinsDiscretizer(estimator: Estimator): Transformer {
  const { nFeatures } = estimator;
  const encoding = estimator.text("encode");
  if (!ENCODINGS.includes(encoding)) {
    throw estimator.fault(`has encode ${JSON.stringify(encoding.slice(0, 40))}`);
  }
  const type = estimator.optional("dtype");
  if (type instanceof PythonGlobal && type.fullName === "numpy.float32") {
    throw estimator.fault(
      "hands on float32, which the steps after it would compute with in Python: leave out its dtype",
      "unsupported",
    );
  }
  const edges = estimator.list("bin_edges_");
  const nBins = estimator.numbers("n_bins_", nFeatures);
  if (edges.length !== nFeatures) {
    throw estimator.fault(`must have ${nFeatures} lists as bin_edges_: has ${edges.length}`);
  }
  const limits = edges.map((value, column) => {
    const name = `bin_edges_[${column}]`;
    if (!(value instanceof NumpyArray) || value.shape.length !== 1) {
      throw estimator.unfit(name, "an array of one axis", value);
    }
    if (value.length !== nBins[column]! + 1 || value.length < 2) {
      throw estimator.fault(`must have edges of ${nBins[column]} bins: has ${value.length} edges`);
    }
    // What lies beyond the first edge or the last belongs to the bin there.
    const inner = estimator.decode(name, () => value.toFloat64Array()).subarray(1, -1);
    const isAscending = inner.every((edge, index) =>
      Number.isFinite(edge) && (index === 0 || edge >= inner[index - 1]!)
    );
    if (!isAscending) throw estimator.fault(`must have ${name} ascending`);
    return inner;
  });
  const nOutputs = nBins.reduce((sum, one) => sum + one, 0);
  if (nOutputs > MAX_FEATURES) {
    throw estimator.fault(`must have at most ${MAX_FEATURES} bins: has ${nOutputs}`);
  }
  return new Bins(limits, encoding);
}

class Bins implements Transformer {
  readonly nInputs: number;
  readonly sources: readonly number[];
  readonly isSparse: boolean;
  readonly #limits: readonly Float64Array[];
  readonly #isOrdinal: boolean;

  constructor(limits: readonly Float64Array[], encoding: string) {
    const isOrdinal = encoding === "ordinal";
    this.nInputs = limits.length;
    this.isSparse = encoding === "onehot";
    this.sources = limits.flatMap(({ length }, column) =>
      new Array<number>(isOrdinal ? 1 : length + 1).fill(column)
    );
    this.#limits = limits;
    this.#isOrdinal = isOrdinal;
  }

  transform(rows: Rows): Rows {
    requireFinite(rows);
    const { nRows, numbers } = rows;
    const nOutputs = this.sources.length;
    const cells = new Float64Array(nRows * nOutputs);
    let at = 0;
    for (let i = 0; i < numbers.length; i++) {
      const limits = this.#limits[i % this.nInputs]!;
      const bin = countUpTo(limits, numbers[i]!);
      if (this.#isOrdinal) {
        cells[at++] = bin;
      } else {
        cells[at + bin] = 1;
        at += limits.length + 1;
      }
    }
    return { nRows, numbers: cells, texts: null };
  }

  traits(): ColumnTraits[] {
    return Array.from({ length: this.nInputs }, () => NUMBER);
  }
}

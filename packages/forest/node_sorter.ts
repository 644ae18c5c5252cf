import { introsort } from "./introsort.ts";
import { NodeValues } from "./node_values.ts";
import type { TrainingTable } from "./training_table.ts";

/** Sorts a node's rows by a feature, in the order that scikit-learn's sort gives equal values. */
export class NodeSorter extends NodeValues {
  readonly #samples: Int32Array;

  /**
   * Makes room for a tree's values.
   *
   * @param table The training rows.
   * @param samples Rows of the tree.
   */
  constructor(table: TrainingTable, samples: Int32Array) {
    super(table, samples);
    this.#samples = samples;
  }

  /**
   * Sorts a node's rows; those without a value are last.
   *
   * @param start Position of the node's first row.
   * @param end Position after its last.
   * @returns How many rows have no value.
   */
  sort(feature: number, start: number, end: number): number {
    const nMissing = this.take(feature, start, end);
    introsort(this.values, this.#samples, start, end - nMissing - start);
    return nMissing;
  }
}

import { compile, type PricedScorer } from "./block_scorer.ts";
import type { RowColumns } from "./row_columns.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";
import { layOutWalk } from "./walk_memory.ts";
import { walkModule } from "./walk_module.ts";

/**
 * Prepares the walk, which scores a row at a time, eight trees in lockstep.
 *
 * @param ensemble The trees.
 * @param columns What their nodes compare.
 * @returns What scores.
 * @throws {RangeError} If the trees do not fit into 4 GiB.
 */
export function walkScorer(
  ensemble: TreeEnsemble,
  columns: RowColumns,
): PricedScorer {
  const { memory, layout, rows, sums, blockRows, nSteps } = layOutWalk(ensemble, columns);
  const walk = compile(walkModule(layout), memory);
  const rowBytes = rows.BYTES_PER_ELEMENT * layout.nColumns;
  return {
    blockRows,
    rows,
    sums,
    sumStride: layout.nOutputs,
    cost: 12 * nSteps * blockRows,
    run: (nRows) => walk(layout.rowsAt + rowBytes * nRows),
  };
}

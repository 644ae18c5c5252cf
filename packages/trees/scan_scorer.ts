import { type BlockScorer, compile } from "./block_scorer.ts";
import type { RowColumns } from "./row_columns.ts";
import { layOutScan, SCAN_ROWS } from "./scan_memory.ts";
import { scanModule } from "./scan_module.ts";
import { planScan } from "./scan_plan.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";

/**
 * Prepares the scan, which scores 128 rows at a time.
 *
 * @param ensemble The trees.
 * @param columns What their nodes compare.
 * @returns What scores, and about how long 128 rows take, in ns; `null` if the trees are too large for it.
 */
export function scanScorer(
  ensemble: TreeEnsemble,
  columns: RowColumns,
): BlockScorer & { readonly blockCost: number } | null {
  const plan = planScan(ensemble, columns);
  const memory = plan && layOutScan(ensemble, plan);
  if (plan === null || memory === null) return null;
  const { rows, sums, layout } = memory;
  const scan = compile(scanModule(layout), memory.memory);
  const nSplits = plan.trees.reduce((sum, tree) => sum + tree.columns.length, 0);
  return {
    blockRows: SCAN_ROWS,
    rows,
    sums,
    sumStride: layout.sumStride,
    blockCost: 20 * nSplits,
    run: () => scan(0),
  };
}

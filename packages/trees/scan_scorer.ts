import { compile, type PricedScorer } from "./block_scorer.ts";
import type { RowColumns } from "./row_columns.ts";
import { COLUMN, SCAN_ROWS } from "./scan_layout.ts";
import { layOutScan } from "./scan_memory.ts";
import { scanModule } from "./scan_module.ts";
import { planScan } from "./scan_plan.ts";
import { scanRowModule } from "./scan_row_module.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";

/** Tables of 16 ranks that a byte can number. */
const MAX_TABLES = 16;

/**
 * Prepares the scan, which asks all splits of a tree. Costs are fitted to the reference forest and to 500
 * trees of XGBoost and of LightGBM on one core of a shared x86-64 machine.
 *
 * @param ensemble The trees.
 * @param columns What their nodes compare.
 * @returns What scores 128 rows at a time, and what scores a single row; `null` if the trees are too
 * large for it.
 */
export function scanScorers(
  ensemble: TreeEnsemble,
  columns: RowColumns,
): { readonly block: PricedScorer; readonly row: PricedScorer | null } | null {
  const plan = planScan(ensemble, columns);
  const memory = plan && layOutScan(ensemble, plan);
  if (plan === null || memory === null) return null;
  const { rows, sums, layout, nSteps } = memory;
  const sumStride = layout.sumStride;
  const scan = compile(scanModule(layout), memory.memory);
  const nTrees = plan.trees.length;
  const nColumns = (layout.columnsEnd - layout.columnsAt) / COLUMN.bytes;
  const nSplits = plan.trees.reduce((sum, tree) => sum + tree.columns.length, 0);
  const block = {
    blockRows: SCAN_ROWS,
    rows,
    sums,
    sumStride,
    cost: 7 * nSplits + SCAN_ROWS * (0.5 * nTrees + 12 * nColumns),
    run: () => scan(0),
  };
  if (layout.nTables > MAX_TABLES) return { block, row: null };
  const scanRow = compile(scanRowModule(layout), memory.memory);
  const cost = nSteps * (1.9 + 0.8 * layout.nTables) + 1.7 * nTrees + 15 * nColumns;
  return { block, row: { blockRows: 1, rows, sums, sumStride, cost, run: () => scanRow(0) } };
}

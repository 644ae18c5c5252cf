/**
 * Where Workers begin to pay: the same fit on this thread and on two Workers.
 *
 * Usage: deno bench --allow-read=. functions/train/fit_workers_bench.ts
 *
 * @module
 */

import { parseTable } from "@mlops/tasks/diabetes";
import { DIABETES_CSV } from "@mlops/tasks/diabetes/data";
import { fitWith } from "./fit_workers.ts";
import { readConfig } from "./command/config.ts";
import { splitRows } from "./reference/split_rows.ts";

const { params } = readConfig(() => undefined, []);
const { train } = splitRows(parseTable(DIABETES_CSV), null, params);
const quiet = { onTree: () => {}, signal: new AbortController().signal };

for (const nEstimators of [100, 1000, 4000]) {
  for (const workers of [1, 2]) {
    Deno.bench({
      name: `${workers === 1 ? "this thread" : `${workers} Workers`}`,
      group: `${nEstimators} trees of ${train.nRows} rows`,
      baseline: workers === 1,
      n: 5,
      warmup: 1,
      async fn() {
        await fitWith(workers)(train, { ...params, nEstimators }, quiet);
      },
    });
  }
}

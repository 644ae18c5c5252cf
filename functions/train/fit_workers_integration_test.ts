import { parseTable } from "@mlops/tasks/diabetes";
import { DIABETES_CSV } from "@mlops/tasks/diabetes/data";
import { DEFAULT_FOREST_PARAMS, fitForest } from "@mlops/forest";
import { encodeForest } from "@mlops/onnx";
import { deepEqual, equal, rejects } from "node:assert/strict";
import { fitWith } from "./fit_workers.ts";
import { splitRows } from "./reference/split_rows.ts";

const { train } = splitRows(parseTable(DIABETES_CSV), null, { testSize: 0.2, randomState: 42 });
const PARAMS = { ...DEFAULT_FOREST_PARAMS, nEstimators: 30, randomState: 42 };
const quiet = { onTree: () => {}, signal: new AbortController().signal };

Deno.test("fitWith() gives the same bytes of ONNX on 1 and 3 workers, and twice", async () => {
  const expected = encodeForest(
    fitForest(train.features32, train.labels, PARAMS, { nFeatures: 8 }),
  );
  for (const workers of [1, 3, 3, null]) {
    deepEqual(encodeForest(await fitWith(workers)(train, PARAMS, quiet)), expected);
  }
});

Deno.test("fitWith() tells of each tree once, on 1 worker and on 2", async () => {
  for (const workers of [1, 2]) {
    const seen: number[] = [];
    const onTree = (nDone: number, nTotal: number) => {
      equal(nTotal, 30);
      seen.push(nDone);
    };
    await fitWith(workers)(train, PARAMS, { ...quiet, onTree });
    deepEqual(seen, Array.from({ length: 30 }, (_, index) => index + 1));
  }
});

Deno.test("fitWith() starts no more workers than there are trees", async () => {
  const forest = await fitWith(64)(train, { ...PARAMS, nEstimators: 2 }, quiet);
  equal(forest.roots.length, 2);
});

Deno.test("fitWith() stops in the middle with the signal's reason", async () => {
  for (const workers of [1, 2]) {
    const stop = new AbortController();
    const params = { ...PARAMS, nEstimators: 100_000 };
    const onTree = (nDone: number) => {
      if (nDone === 3) stop.abort(new Error("told to stop"));
    };
    await rejects(fitWith(workers)(train, params, { onTree, signal: stop.signal }), {
      message: "told to stop",
    });
  }
});

Deno.test("fitWith() passes on what the table and what a Worker refuses", async () => {
  const broken = { ...train, features32: train.features32.with(5, Infinity) };
  const ofNumbers = { ...PARAMS, criterion: "poisson" } as const;
  for (const workers of [1, 2]) {
    await rejects(fitWith(workers)(broken, PARAMS, quiet), /every value must be finite/);
    await rejects(fitWith(workers)(train, ofNumbers, quiet), /poisson must suit the target/);
  }
});

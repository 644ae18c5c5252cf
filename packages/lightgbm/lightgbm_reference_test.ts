import { deepEqual } from "node:assert/strict";
import {
  goldenNames,
  readGolden,
  readHostile,
  requireContributions,
  requirePredictions,
  requireRefusal,
  requireScores,
  toRows,
} from "@mlops/testing/golden_model";
import { referenceTest } from "@mlops/testing/reference";
import { readLightgbm } from "./mod.ts";

referenceTest(
  "readLightgbm() predicts and explains as LightGBM 3.3 to 4.7",
  ["golden"],
  async (t) => {
    for (const name of goldenNames("lightgbm-")) {
      const golden = readGolden(name);
      // Wrappers are pickled; the tests of @mlops/sklearn read them.
      if (!golden.mlModel.includes("data: model.lgb")) continue;
      await t.step(name, async () => {
        if (golden.expected.refuse !== undefined) {
          const fault = new RegExp(golden.expected.refuse);
          requireRefusal({ file: name, fault: "", bytes: golden.bytes }, readLightgbm, fault);
          return;
        }
        const model = readLightgbm(golden.bytes);
        const rows = toRows(golden.rows, model);
        await requirePredictions(golden, model, rows);
        requireScores(golden, model.scores(rows));
        // LightGBM explains the sum of a random forest's trees.
        requireContributions(golden, model, rows, 1e-9, model.ensemble.divisor);
      });
    }
  },
);

const FAULTS: { readonly [file: string]: RegExp } = {
  "lgb_cycle.lgb": /tree 0 node 0: left child 0/,
  "lgb_leaves.lgb": /tree 0: num_leaves and lists differ/,
  "lgb_beyond.lgb": /tree 0 node 0: right child 4000/,
  "lgb_feature.lgb": /tree 0 node 0: feature 99/,
  "lgb_truncated.lgb": /truncated, or its trees differ/,
  "lgb_objective.lgb": /objective lambdarank/,
  "lgb_sigmoid.lgb": /sigmoid/,
  "lgb_cat.lgb": /cat_boundaries beyond cat_threshold/,
};

referenceTest("readLightgbm() refuses hostile files by their fault", ["golden"], async (t) => {
  const files = readHostile(/^lgb_/);
  deepEqual(files.map(({ file }) => file).sort(), Object.keys(FAULTS).sort());
  for (const hostile of files) {
    await t.step(hostile.file, () => requireRefusal(hostile, readLightgbm, FAULTS[hostile.file]!));
  }
});

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
import { readXgboost } from "./mod.ts";

/** In the order of the codes, as the cases' README says: files up to 3.0 do not tell. */
const CITIES = "Paris Lyon Nice Metz Brest Lille Nantes Dijon Tours Rennes".split(" ");

referenceTest(
  "readXgboost() predicts and explains as XGBoost 1.7 to 3.4",
  ["golden"],
  async (t) => {
    for (const name of goldenNames("xgboost-")) {
      await t.step(name, async () => {
        const golden = readGolden(name);
        const modelClass = /model_class: (\S+)/.exec(golden.mlModel)?.[1] ?? "";
        const model = readXgboost(golden.bytes, { modelClass });
        const takesCodes = model.features.every(({ type }) => type !== "bytes");
        const rows = toRows(golden.rows, model, takesCodes ? { city: CITIES } : {});
        await requirePredictions(golden, model, rows);
        requireScores(golden, model.scores(rows));
        requireContributions(golden, model, rows, 5e-6);
      });
    }
  },
);

const FAULTS: { readonly [file: string]: RegExp } = {
  "xgb_truncated.ubj": /truncated/,
  "xgb_deep.ubj": /nested too deep/,
  "xgb_count.ubj": /count must not go beyond the file/,
  "xgb_count_null.ubj": /typed array .* type without bytes: "Z"/,
  "xgb_negative.ubj": /negative: is -/,
  "xgb_cycle.json": /tree 0 node 3: left child 0/,
  "xgb_beyond.json": /tree 0 node 0: right child/,
  "xgb_feature.json": /tree 0 node 0: feature 77/,
  "xgb_lengths.json": /tree 0: default_left/,
  "xgb_group.json": /tree 0: class 9/,
  "xgb_objective.json": /objective my:objective/,
  "xgb_gblinear.json": /booster gblinear/,
};

referenceTest("readXgboost() refuses hostile files by their fault", ["golden"], async (t) => {
  const files = readHostile(/^xgb_/);
  deepEqual(files.map(({ file }) => file).sort(), Object.keys(FAULTS).sort());
  for (const hostile of files) {
    await t.step(hostile.file, () => requireRefusal(hostile, readXgboost, FAULTS[hostile.file]!));
  }
});

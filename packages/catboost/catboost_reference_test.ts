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
import { readCatboost } from "./mod.ts";

referenceTest("readCatboost() predicts and explains as CatBoost 1.2", ["golden"], async (t) => {
  for (const name of goldenNames("catboost-")) {
    await t.step(name, async () => {
      const golden = readGolden(name);
      if (golden.expected.refuse !== undefined) {
        const fault = new RegExp(golden.expected.refuse);
        requireRefusal({ file: name, fault: "", bytes: golden.bytes }, readCatboost, fault);
        return;
      }
      const model = readCatboost(golden.bytes);
      const rows = toRows(golden.rows, model);
      await requirePredictions(golden, model, rows);
      requireScores(golden, model.scores(rows));
      requireContributions(golden, model, rows, 1e-9);
    });
  }
});

const FAULTS: { readonly [file: string]: RegExp } = {
  "cb_magic.cb": /no CBM1/,
  "cb_root.cb": /root must not lie beyond the file/,
  "cb_truncated.cb": /truncated/,
  "cb_vtable.cb": /table must not lie beyond the file/,
};

referenceTest("readCatboost() refuses hostile files by their fault", ["golden"], async (t) => {
  const files = readHostile(/^cb_/);
  deepEqual(files.map(({ file }) => file).sort(), Object.keys(FAULTS).sort());
  for (const hostile of files) {
    await t.step(hostile.file, () => requireRefusal(hostile, readCatboost, FAULTS[hostile.file]!));
  }
});

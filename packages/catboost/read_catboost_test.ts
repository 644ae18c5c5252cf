import { throws } from "node:assert/strict";
import { ModelError } from "@mlops/model";
import {
  copiedGolden,
  requireContributions,
  requirePredictions,
  requireScores,
  toRows,
} from "@mlops/testing/golden_model";
import { readCatboost } from "./mod.ts";
import nanIsLargest from "./testdata/1.2.10-nanmax.json" with { type: "json" };
import stepping from "./testdata/1.2.10-lossguide.json" with { type: "json" };
import threeClasses from "./testdata/1.2.10-multi.json" with { type: "json" };
import categories from "./testdata/1.2.7-ctr.json" with { type: "json" };

for (const copied of [nanIsLargest, stepping, threeClasses]) {
  Deno.test(`readCatboost() predicts and explains as Python: ${copied.name}`, async () => {
    const golden = copiedGolden(copied);
    const model = readCatboost(golden.bytes);
    const rows = toRows(golden.rows, model);
    await requirePredictions(golden, model, rows);
    requireScores(golden, model.scores(rows));
    requireContributions(golden, model, rows, 1e-9);
  });
}

Deno.test("readCatboost() refuses categorical features, and says what to do", () => {
  throws(() => readCatboost(copiedGolden(categories).bytes), (error) => {
    return error instanceof ModelError && error.reason === "unsupported" &&
      /categorical features.*encode them before/.test(error.message);
  });
});

Deno.test("a byte that is another gives a refusal or another model, never anything else", () => {
  const { bytes } = copiedGolden(stepping);
  let nRefused = 0;
  for (let at = 0; at < bytes.length; at += 31) {
    for (const value of [0, 0x7f, 0xff]) {
      const damaged = bytes.slice();
      damaged[at] = value;
      try {
        const model = readCatboost(damaged);
        const numbers = new Float64Array(2 * model.features.length).fill(NaN);
        model.predict({ nRows: 2, numbers, texts: null });
      } catch (error) {
        if (!(error instanceof ModelError)) throw error;
        nRefused++;
      }
    }
  }
  if (nRefused < 10) throw new Error(`only ${nRefused} were refused`);
});

Deno.test("a file that ends anywhere is refused", () => {
  const { bytes } = copiedGolden(stepping);
  for (let length = 0; length < 9000; length += 97) {
    throws(() => readCatboost(bytes.subarray(0, length)), ModelError);
  }
});

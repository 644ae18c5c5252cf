import { equal, ok, throws } from "node:assert/strict";
import { goldenNames, readGolden, toRows } from "@mlops/testing/golden_model";
import { referenceTest } from "@mlops/testing/reference";
import { OnnxError, readTreeModel } from "./mod.ts";

/** Values of an output: a list of rows, or the beginning of what Python prints of a ZipMap's dictionaries. */
type Output = readonly (number | string | readonly number[])[] | string;

function numbersOf(output: Output): number[] {
  if (typeof output !== "string") return output.flat().map(Number);
  return [...output.matchAll(/: ([\d.e+-]+)/g)].map(([, number]) => Number(number));
}

/** Graphs that are no ensemble of trees alone, or of TreeEnsemble 5: left to ONNX Runtime. */
const OTHERS = ["onnx-pipe-strings", "onnx-skl-lr_3", "onnx-treeensemble5"];

referenceTest("readTreeModel() scores as ONNX Runtime, to the last bit", ["golden"], async (t) => {
  for (const name of goldenNames("onnx-")) {
    await t.step(name, () => {
      const golden = readGolden(name);
      if (OTHERS.includes(name)) {
        throws(
          () => readTreeModel(golden.bytes),
          (error) => error instanceof OnnxError && error.reason === "unsupported",
        );
        return;
      }
      const { outputs } = golden.expected as unknown as {
        outputs: { readonly [name: string]: Output };
      };
      const model = readTreeModel(golden.bytes);
      const { values, labels } = model.predict(toRows(golden.rows, model));
      const { nOutputs, classes } = model;
      const [first, second] = Object.values(outputs);
      const expected = numbersOf(second ?? first!);
      ok(expected.length === values.length || typeof second === "string");
      expected.forEach((value, i) => equal(values[i], value, `value ${i}`));
      if (second === undefined) return;
      [...first!].forEach((label, row) => {
        const own = values.subarray(row * nOutputs, (row + 1) * nOutputs);
        equal(classes[labels?.[row] ?? own.indexOf(Math.max(...own))], label);
      });
    });
  }
});

import { decodeForest, encodeForest } from "@mlops/onnx";
import { EnsembleScorer } from "@mlops/trees";
import { readOnnx } from "../../functions/predict/engines/read_onnx.ts";
import type { PythonReference } from "./python_reference.ts";
import { N_FEATURES, type ReferenceData, referenceForest } from "./reference_model.ts";
import { duration, type Result, times } from "./result.ts";
import { alternate, medianSeconds } from "./rounds.ts";

const BATCH_ROWS = 1000;

/**
 * Measures scoring in process: P1, one row, and P3, a thousand.
 *
 * @param data Rows of the data set; another one each time, as the same again flatters branch prediction.
 * @param python The reference, or `null` to measure without.
 * @returns Both lines of the table.
 */
export async function measureScoring(
  data: ReferenceData,
  python: PythonReference | null,
): Promise<Result[]> {
  const bytes = encodeForest(referenceForest(data));
  const scorer = new EnsembleScorer(decodeForest(bytes));
  const runtime = await readOnnx(bytes, { engine: "onnxruntime" });
  // As the service has them.
  const numbers = Float64Array.from(data.rows);
  const nRows = numbers.length / N_FEATURES;
  const out = new Float64Array(2);
  const rowAt = (i: number) => {
    const row = i * 7919 % nRows;
    return numbers.subarray(row * N_FEATURES, (row + 1) * N_FEATURES);
  };
  const batch = Float64Array.from(
    { length: BATCH_ROWS * N_FEATURES },
    (_, i) => numbers[i % numbers.length]!,
  );
  const batchOut = new Float64Array(2 * BATCH_ROWS);
  const runtimeSeconds = async (rows: (i: number) => Float64Array, runs: number) => {
    const begin = performance.now();
    for (let i = 0; i < runs; i++) {
      const values = rows(i);
      const nRows = values.length / N_FEATURES;
      await runtime.predict({ nRows, numbers: values, texts: null });
    }
    return (performance.now() - begin) / 1000 / runs;
  };
  const none = () => NaN;
  const one = await alternate({
    ours: () => medianSeconds((i) => scorer.score(rowAt(i), 1, out), 1000, 50),
    sklearn: python === null ? none : () => python.ask<number>("one_row", 100),
    runtime: () => runtimeSeconds(rowAt, 3000),
  });
  const many = await alternate({
    ours: () => medianSeconds(() => scorer.score(batch, BATCH_ROWS, batchOut), 1, 50) / BATCH_ROWS,
    sklearn: python === null ? none : () => python.ask<number>("batch", 20),
    runtime: async () => await runtimeSeconds(() => batch, 30) / BATCH_ROWS,
  });
  runtime.dispose();
  const line = (
    id: string,
    what: string,
    measured: typeof one,
    floor: string,
    isMet: (sklearn: number, runtime: number) => boolean,
  ): Result => {
    const sklearn = measured.sklearn / measured.ours;
    const web = measured.runtime / measured.ours;
    return {
      id,
      what,
      ours: duration(measured.ours),
      reference: `${python === null ? "" : `scikit-learn ${duration(measured.sklearn)}, `}` +
        `onnxruntime-web ${duration(measured.runtime)}`,
      ratio: `${python === null ? "" : `${times(sklearn)}, `}${times(web)}`,
      floor,
      isMet: python === null && id === "P1" ? null : isMet(sklearn, web),
    };
  };
  return [
    line("P1", "score one row, 100 trees", one, "300x, 6x", (a, b) => a >= 300 && b >= 6),
    line("P3", "score 1 000 rows, per row", many, "1.5x onnxruntime-web", (_, b) => b >= 1.5),
  ];
}

/**
 * Compares scores with scikit-learn's, double for double (P2): every row of the data set and
 * thousands of random ones.
 *
 * @param data Rows of the data set.
 * @param python The reference.
 * @returns Number of rows compared, and how many differ.
 */
export async function compareScores(
  data: ReferenceData,
  python: PythonReference,
): Promise<{ compared: number; different: number }> {
  const scorer = new EnsembleScorer(decodeForest(encodeForest(referenceForest(data))));
  const ranges = [17, 200, 122, 99, 846, 67, 2.5, 81];
  // A linear congruential generator: the same rows in every run.
  let state = 42;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const randomRows = Float32Array.from(
    { length: 10_000 * N_FEATURES },
    (_, i) => random() * ranges[i % N_FEATURES]!,
  );
  const rows = Float32Array.of(...data.rows, ...randomRows);
  const ours = scorer.score(rows);
  const theirs = await python.ask<number[]>("score", [...rows]);
  return {
    compared: theirs.length,
    different: theirs.filter((probability, row) => probability !== ours[2 * row + 1]).length,
  };
}

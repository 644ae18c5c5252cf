import { TreeExplainer } from "@mlops/trees";
import { N_FEATURES, type ReferenceData, referenceForest } from "./reference_model.ts";
import { duration, type Result } from "./result.ts";
import { alternate, medianSeconds } from "./rounds.ts";

/** Floor of E1, in s. */
const FLOOR_SECONDS = 0.005;

/**
 * Measures the explanation of one row by exact TreeSHAP: E1.
 *
 * @param data Rows of the data set; another one each time.
 * @returns The line of the table.
 */
export async function measureExplaining(data: ReferenceData): Promise<Result[]> {
  const explainer = new TreeExplainer(referenceForest(data));
  const nRows = data.rows.length / N_FEATURES;
  const { seconds } = await alternate({
    seconds: () =>
      medianSeconds(
        (i) => {
          const row = i * 7919 % nRows;
          explainer.shapValues(data.rows.subarray(row * N_FEATURES, (row + 1) * N_FEATURES), 1);
        },
        20,
        20,
      ),
  });
  return [{
    id: "E1",
    what: "explain one row, exact TreeSHAP",
    ours: duration(seconds),
    reference: "",
    ratio: "",
    floor: "5 ms",
    isMet: seconds <= FLOOR_SECONDS,
  }];
}

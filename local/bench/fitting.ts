import type { PythonReference } from "./python_reference.ts";
import { type ReferenceData, referenceForest } from "./reference_model.ts";
import { duration, type Result, times } from "./result.ts";
import { alternate, medianSeconds } from "./rounds.ts";

/**
 * Measures the fit of the reference forest on one thread: T1.
 *
 * @param data The training rows.
 * @param python The reference, or `null` to measure without.
 * @returns The line of the table.
 */
export async function measureFitting(
  data: ReferenceData,
  python: PythonReference | null,
): Promise<Result[]> {
  const measured = await alternate({
    ours: () => medianSeconds(() => referenceForest(data), 1, 15),
    sklearn: python === null ? () => NaN : () => python.ask<number>("fit", 5),
  });
  const ratio = measured.sklearn / measured.ours;
  return [{
    id: "T1",
    what: "fit 100 trees on 614 rows, one thread",
    ours: duration(measured.ours),
    reference: python === null ? "" : `scikit-learn ${duration(measured.sklearn)}`,
    ratio: python === null ? "" : times(ratio),
    floor: "1x",
    isMet: python === null ? null : ratio >= 1,
  }];
}

import { duration, type Result, times } from "./result.ts";
import { alternate } from "./rounds.ts";
import {
  firstAnswer,
  type ServiceProcess,
  startPredictBundle,
  startReferenceService,
} from "./service_process.ts";

/**
 * Measures the time from process start to the first right answer, model from a warm registry: C1.
 *
 * @param registry Address of a tracking server with our champion.
 * @param reference Address of a real MLflow with the reference's champion, or `null` to measure without.
 * @returns The line of the table.
 */
export async function measureColdStart(
  registry: string,
  reference: string | null,
): Promise<Result[]> {
  const once = async (start: () => ServiceProcess) => {
    const began = performance.now();
    await using service = start();
    await firstAnswer(service);
    return (performance.now() - began) / 1000;
  };
  const measured = await alternate({
    ours: () => once(() => startPredictBundle(registry)),
    python: reference === null ? () => NaN : () => once(() => startReferenceService(reference)),
  });
  const ratio = measured.python / measured.ours;
  return [{
    id: "C1",
    what: "process start to first right answer",
    ours: duration(measured.ours),
    reference: reference === null ? "" : `FastAPI ${duration(measured.python)}`,
    ratio: reference === null ? "" : times(ratio),
    floor: "15x",
    isMet: reference === null ? null : ratio >= 15,
  }];
}

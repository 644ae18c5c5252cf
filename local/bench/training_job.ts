import { duration, type Result } from "./result.ts";
import { alternate } from "./rounds.ts";

const REPOSITORY = new URL("../../", import.meta.url).pathname;

/** Floor of T4, in s. */
const FLOOR_SECONDS = 1;

/**
 * Measures a training from process start to alias moved, less the time it waits for MLflow: T4.
 *
 * @param trackingUri A tracking server.
 * @returns The line of the table.
 * @throws {Error} If the training fails.
 */
export async function measureTraining(trackingUri: string): Promise<Result[]> {
  const { seconds } = await alternate({ seconds: () => trainOnce(trackingUri) });
  return [{
    id: "T4",
    what: "train job, without the wait for MLflow",
    ours: duration(seconds),
    reference: "",
    ratio: "",
    floor: `${FLOOR_SECONDS} s`,
    isMet: seconds <= FLOOR_SECONDS,
  }];
}

async function trainOnce(trackingUri: string): Promise<number> {
  const began = performance.now();
  const { success, stdout, stderr } = await new Deno.Command("deno", {
    args: ["task", "--quiet", "train"],
    cwd: REPOSITORY,
    env: { MLFLOW_TRACKING_URI: trackingUri },
  }).output();
  const tookMs = performance.now() - began;
  if (!success) throw new Error(`Cannot train: ${new TextDecoder().decode(stderr)}`);
  const last = new TextDecoder().decode(stdout).trim().split("\n").at(-1) ?? "";
  return (tookMs - JSON.parse(last)["mlflow_ms"]) / 1000;
}

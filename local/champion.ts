import { CHAMPION } from "@mlops/task";
import { REFERENCE_TASK } from "@mlops/tasks";
import { credentialsFrom, MlflowClient } from "@mlops/mlflow";
import { ProcessError } from "@mlops/processes";
import { inheritedVariables, type PartSurroundings } from "./stack_processes.ts";
import type { Report } from "./report.ts";

/**
 * Trains the reference model unless the registry has a champion already.
 *
 * @param around Folders and environment.
 * @param trackingUri Address of the tracking server.
 * @param report Told of the champion.
 * @throws {ProcessError} If the training fails; it says what it printed last.
 * @throws {MlflowError} If the tracking server refuses.
 */
export async function ensureChampion(
  around: PartSurroundings,
  trackingUri: string,
  report: Report,
): Promise<void> {
  const began = performance.now();
  const client = new MlflowClient({
    trackingUri: new URL(trackingUri),
    credentials: credentialsFrom(around.env),
  });
  const champion = await client.registry.getModelVersionByAlias(REFERENCE_TASK.model, CHAMPION);
  if (champion !== null) {
    const where = `${REFERENCE_TASK.model} version ${champion.version} is @${CHAMPION}`;
    report.done("Model", where, performance.now() - began);
    return;
  }
  const logFile = `${around.logs}/train.log`;
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["task", "--quiet", "train"],
    cwd: around.repository,
    clearEnv: true,
    env: { ...inheritedVariables(around.env), MLFLOW_TRACKING_URI: trackingUri },
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  await Deno.writeTextFile(logFile, text(stdout) + text(stderr));
  if (code !== 0) {
    throw new ProcessError(
      "the training",
      `it ended with exit code ${code}`,
      logFile,
      text(stderr),
    );
  }
  report.done(
    "Training",
    `${REFERENCE_TASK.model} is registered as @${CHAMPION}`,
    performance.now() - began,
  );
}

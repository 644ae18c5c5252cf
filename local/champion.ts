import { credentialsFrom, MlflowClient, type ModelVersion } from "@mlops/mlflow";
import { ProcessError } from "@mlops/processes";
import { CHAMPION, type Task } from "@mlops/task";
import { TextLineStream } from "@std/streams";
import type { Report } from "./report.ts";
import { inheritedVariables, type PartSurroundings } from "./stack_processes.ts";
import type { ChosenTable } from "./table_choice.ts";
import { tableDigest } from "./table_digest.ts";

/**
 * Trains the task's model unless the registry has a champion already that was trained on the same table, or
 * that somebody trained by other means and put there: theirs stays.
 *
 * @param around Folders, environment, task and table.
 * @param trackingUri Address of the tracking server.
 * @param report Told of the champion.
 * @throws {TrainingError} If the training refuses the table or its flags, in its own words.
 * @throws {ProcessError} If the training fails; it says what it printed last.
 * @throws {MlflowError} If the tracking server refuses.
 */
export async function ensureChampion(
  around: PartSurroundings,
  trackingUri: string,
  report: Report,
): Promise<void> {
  const began = performance.now();
  const { task, table } = around.config;
  const client = new MlflowClient({
    trackingUri: new URL(trackingUri),
    credentials: credentialsFrom(around.env),
  });
  const champion = await client.registry.getModelVersionByAlias(task.model, CHAMPION);
  if (champion !== null) {
    const where = `${task.model} version ${champion.version} is @${CHAMPION}`;
    const origin = table === null ? "same" : await originOf(client, champion, table);
    if (origin !== "other") {
      report.done("Model", where, performance.now() - began);
      if (table !== null && (origin === "unknown" || table.trainArgs.length > 0)) {
        report.say(notTrained(task, table, origin));
      }
      return;
    }
    report.say(`  ${where} and was trained on another table: training another version`);
  }
  await train(around, trackingUri, report);
  report.done("Training", `${task.model} is registered as @${CHAMPION}`, performance.now() - began);
}

/** What a champion was trained on: this table, another, or what only whoever logged it knows. */
type Origin = "same" | "other" | "unknown";

async function originOf(
  client: MlflowClient,
  { runId }: ModelVersion,
  { source }: ChosenTable,
): Promise<Origin> {
  const digest = await tableDigest(source);
  // The training tells why it cannot be read.
  if (digest === null) return "other";
  const known = runId ? (await client.runs.getRun(runId)).tags["dataset_sha256"] : undefined;
  if (known === undefined) return "unknown";
  return digest === known ? "same" : "other";
}

function notTrained(
  { target }: Task,
  { source, trainArgs }: ChosenTable,
  origin: Exclude<Origin, "other">,
): string {
  const flags = trainArgs.join(" ");
  const why = origin === "same"
    ? `the table is the same, so ${flags} changes nothing`
    : "that version was not trained by this stack and stays";
  const command = ["deno task train --table", source, "--target", target, ...trainArgs].join(" ");
  return `  Not trained again as ${why}: "${command}" trains another version`;
}

/** Trains as `deno task train` does; the caller's folder goes with it, for the paths among its flags. */
async function train(
  around: PartSurroundings,
  trackingUri: string,
  report: Report,
): Promise<void> {
  const { config: { task, table }, repository, logs, env } = around;
  const flags = table === null
    ? []
    : ["--table", table.source, "--target", task.target, ...table.trainArgs];
  const folder = env("INIT_CWD");
  const process = new Deno.Command("deno", {
    args: ["task", "--quiet", "train", ...flags],
    cwd: repository,
    clearEnv: true,
    env: {
      ...inheritedVariables(env),
      ...folder !== undefined && { INIT_CWD: folder },
      MLFLOW_TRACKING_URI: trackingUri,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const [printed, errors, { code }] = await Promise.all([
    relay(process.stdout, table === null ? () => {} : (line) => report.say(line)),
    new Response(process.stderr).text(),
    process.status,
  ]);
  const logFile = `${logs}/train.log`;
  await Deno.writeTextFile(logFile, printed + errors);
  if (code === 0) return;
  const said = errors.trim();
  // What is wrong with somebody's table is theirs to read as it is; a program that broke is not.
  if (table !== null && said !== "" && !said.includes("\n    at ")) throw new TrainingError(said);
  throw new ProcessError("the training", `it ended with exit code ${code}`, logFile, said);
}

/** What of a training's steps somebody should read who brought the table. */
const TOLD = new Set(["column", "dataset", "measured", "warning"]);

/** Tells what a training takes the table for while it trains; gives all that it printed. */
async function relay(
  output: ReadableStream<Uint8Array>,
  say: (line: string) => void,
): Promise<string> {
  let printed = "";
  const lines = output.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  for await (const line of lines) {
    printed += `${line}\n`;
    const { event, message } = readStep(line);
    if (TOLD.has(event)) say(`    ${event === "warning" ? "! " : ""}${message}`);
  }
  return printed;
}

function readStep(line: string): { readonly event: string; readonly message: string } {
  try {
    const { event, message } = JSON.parse(line);
    return { event: `${event}`, message: `${message}` };
  } catch {
    return { event: "", message: line };
  }
}

/** What a training says is wrong with the table or with what was asked of it, one sentence a fault. */
export class TrainingError extends Error {
  override readonly name = "TrainingError";
}

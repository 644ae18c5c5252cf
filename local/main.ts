// deno-lint-ignore-file no-console -- a command line program
/**
 * Runs the whole stack on this machine: PostgreSQL, the tracking server, training if there is no
 * champion yet, the prediction service and the page. `deno task start` runs it.
 *
 * @module
 */
import { ConfigError } from "@mlops/config";
import { TrainingError } from "./champion.ts";
import { readConfig, type StackConfig } from "./config.ts";
import { endLeftovers } from "./leftovers.ts";
import { MlflowError } from "@mlops/mlflow";
import { PlatformError, PostgresError, ProcessError } from "@mlops/processes";
import { fileURLToPath } from "node:url";
import { OutsideServerError } from "./outside_server.ts";
import { surviveRejections } from "@mlops/processes/survive_rejections";
import { PortError } from "./ports.ts";
import { lineReport } from "./report.ts";
import { startStack } from "./stack.ts";
import { readStatus, takeStopRequest } from "./status_file.ts";
import { USAGE } from "./usage.ts";
import { whyToEnd } from "./why_to_end.ts";

const REPOSITORY = fileURLToPath(new URL("../", import.meta.url));

/** What goes wrong around the stack; the messages say what to do. */
const EXPECTED = [
  ConfigError,
  PortError,
  PlatformError,
  ProcessError,
  PostgresError,
  OutsideServerError,
  MlflowError,
  TrainingError,
];

async function main(): Promise<number> {
  if (Deno.args.includes("--help")) {
    console.log(USAGE.trimEnd());
    return 0;
  }
  const began = performance.now();
  const env = (name: string) => Deno.env.get(name);
  const config = readConfig(env, Deno.args, REPOSITORY);
  using lock = await lockDirectory(config);
  if (lock === null) {
    const pid = (await readStatus(config.directory))?.pid;
    console.error(
      `Cannot start as another stack runs from ${config.directory}${
        pid === undefined ? "" : ` (process ${pid})`
      }: "deno task stop" ends it, "deno task status" tells what runs; STACK_DIR=FOLDER starts a second one`,
    );
    return 1;
  }
  await takeStopRequest(config.directory);
  const report = lineReport((line) => console.log(line));
  surviveRejections((reason) =>
    report.say(`A promise was rejected that nobody handles: ${reason}`)
  );
  // From here on Ctrl-C must find a stack to end, also while it is still coming up.
  const toEnd = whyToEnd(config.directory);
  toEnd.catch(() => {}); // It is waited for below, wherever the start has got to.
  const ended = await endLeftovers(`${config.directory}/processes`);
  if (ended > 0) report.say(`Ended ${ended} processes that an earlier stack had left`);
  const logs = `${config.directory}/logs`;
  const starting = startStack({ config, repository: REPOSITORY, logs, env }, report);
  const stack = await Promise.race([starting, toEnd]);
  if (typeof stack === "string") {
    report.say("", `${stack} as soon as what is starting is up`);
    await starting.then((late) => late.stop(), () => {});
    return 130;
  }
  const isServed = Object.keys(stack.sample).length > 0;
  const tookSeconds = ((performance.now() - began) / 1000).toFixed(1);
  report.say(
    "",
    `  Page         ${stack.uiUrl}        token to promote a version: ${stack.pageToken}`,
    `  Predictions  ${stack.apiUrl}        its interactive pages: ${stack.apiUrl}/docs`,
    `  MLflow       ${stack.trackingUri}`,
    `  PostgreSQL   ${stack.databaseHint}`,
    "",
    ...isServed
      ? [
        `Ready after ${tookSeconds} s. Try:`,
        "",
        `  curl -X POST ${stack.apiUrl}/predict -H 'content-type: application/json' \\`,
        `    -d '${JSON.stringify(stack.sample).replaceAll("'", String.raw`'\''`)}'`,
      ]
      : [`Up after ${tookSeconds} s, without a model to predict with.`],
    "",
    "Ctrl-C stops all of it and keeps what it learned.",
  );
  for (const { detail } of stack.refused) report.say("", detail);
  report.say("", await toEnd);
  await stack.stop();
  return 0;
}

/** Opens the file that says whose the folder is; makes the folder if there is none. */
async function openLock(directory: string): Promise<Deno.FsFile> {
  try {
    await Deno.mkdir(directory, { recursive: true, mode: 0o700 });
    return await Deno.open(`${directory}/lock`, { create: true, write: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : `${cause}`;
    throw new ConfigError([
      `STACK_DIR must name a folder that can be written to: is "${directory}" (${reason})`,
    ]);
  }
}

/** Takes the folder for this process, after throwing its content away if asked; `null` if it is in use. */
async function lockDirectory(config: StackConfig): Promise<Deno.FsFile | null> {
  const lock = await openLock(config.directory);
  if (!await lock.tryLock(true)) {
    lock.close();
    return null;
  }
  if (config.isFresh) {
    await endLeftovers(`${config.directory}/processes`);
    for await (const entry of Deno.readDir(config.directory)) {
      if (entry.name === "lock") continue;
      await Deno.remove(`${config.directory}/${entry.name}`, { recursive: true });
    }
  }
  return lock;
}

try {
  Deno.exit(await main());
} catch (error) {
  if (!EXPECTED.some((kind) => error instanceof kind)) throw error;
  console.error((error as Error).message);
  if (error instanceof ProcessError) {
    for (const line of error.lastLines) console.error(`  | ${line}`);
  }
  Deno.exit(error instanceof ConfigError ? 2 : 1);
}

// deno-lint-ignore-file no-console -- a command line program
/**
 * Runs the whole stack on this machine: PostgreSQL, the tracking server, training if there is no
 * champion yet, the prediction service and the page. `deno task start` runs it.
 *
 * @module
 */
import { ConfigError } from "@mlops/config";
import { SAMPLE_PATIENT } from "@mlops/diabetes";
import { readConfig, type StackConfig } from "./config.ts";
import { endLeftovers } from "./leftovers.ts";
import { PostgresError, ProcessError } from "@mlops/processes";
import { surviveRejections } from "@mlops/processes/survive_rejections";
import { PortError } from "./ports.ts";
import { lineReport } from "./report.ts";
import { startStack } from "./stack.ts";

const REPOSITORY = new URL("../", import.meta.url).pathname;

async function main(): Promise<number> {
  const began = performance.now();
  const env = (name: string) => Deno.env.get(name);
  const config = readConfig(env, Deno.args, REPOSITORY);
  using lock = await lockDirectory(config);
  if (lock === null) {
    console.error(
      `Cannot start as another stack runs from ${config.directory}: stop it first (Ctrl-C)`,
    );
    return 1;
  }
  const report = lineReport((line) => console.log(line));
  surviveRejections((reason) =>
    report.say(`A promise was rejected that nobody handles: ${reason}`)
  );
  // From here on Ctrl-C must find a stack to end, also while it is still coming up.
  const interrupted = new Promise<null>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      Deno.addSignalListener(signal, () => resolve(null));
    }
  });
  const ended = await endLeftovers(`${config.directory}/processes`);
  if (ended > 0) report.say(`Ended ${ended} processes that an earlier stack had left`);
  const logs = `${config.directory}/logs`;
  const starting = startStack({ config, repository: REPOSITORY, logs, env }, report);
  const stack = await Promise.race([starting, interrupted]);
  if (stack === null) {
    report.say("", "Stopping as soon as what is starting is up ...");
    await starting.then((late) => late.stop(), () => {});
    return 130;
  }
  report.say(
    "",
    `  Page         ${stack.uiUrl}`,
    `  Predictions  ${stack.apiUrl}        its interactive pages: ${stack.apiUrl}/docs`,
    `  MLflow       ${stack.trackingUri}`,
    `  PostgreSQL   ${stack.databaseHint}`,
    "",
    `Ready after ${((performance.now() - began) / 1000).toFixed(1)} s. Try:`,
    "",
    `  curl -X POST ${stack.apiUrl}/predict -H 'content-type: application/json' \\`,
    `    -d '${JSON.stringify(SAMPLE_PATIENT)}'`,
    "",
    "Ctrl-C stops all of it and keeps what it learned.",
  );
  const lost = await Promise.race([stack.ended, interrupted]);
  report.say(
    "",
    lost === null ? "Stopping ..." : `${lost} has ended by itself: stopping the others`,
  );
  await stack.stop();
  if (lost !== null) console.error(`What it printed is in ${logs}`);
  return lost === null ? 0 : 1;
}

/** Takes the folder for this process, after throwing its content away if asked; `null` if it is in use. */
async function lockDirectory(config: StackConfig): Promise<Deno.FsFile | null> {
  await Deno.mkdir(config.directory, { recursive: true, mode: 0o700 });
  const lock = await Deno.open(`${config.directory}/lock`, { create: true, write: true });
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
  const isExpected = error instanceof ConfigError || error instanceof PortError ||
    error instanceof ProcessError || error instanceof PostgresError;
  if (!isExpected) throw error;
  console.error(error.message);
  if (error instanceof ProcessError) {
    for (const line of error.lastLines) console.error(`  | ${line}`);
  }
  Deno.exit(1);
}

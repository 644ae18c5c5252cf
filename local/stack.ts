import { migrate } from "@mlops/prediction_log/migrate";
import { ensureChampion } from "./champion.ts";
import { noteProcess } from "./leftovers.ts";
import { type PartSurroundings, predictPart, trackingPart, uiPart } from "./stack_processes.ts";
import { buildPage } from "./build_page.ts";
import {
  keepRunning,
  type KeptProcess,
  preparePostgres,
  type ProcessCommand,
} from "@mlops/processes";
import { database, trackingServer, untilAnswers, withoutPassword } from "./outside_server.ts";
import { pageToken } from "./page_token.ts";
import { nextFree, requireFree } from "./ports.ts";
import type { Report } from "./report.ts";
import { sampleRow } from "./sample_row.ts";
import { type RefusedVersion, serviceState } from "./service_state.ts";
import { writeStatus } from "./status_file.ts";

/** The running stack. */
export interface Stack {
  /** Address of the page. */
  readonly uiUrl: string;
  /** Token with which versions are promoted on the page. */
  readonly pageToken: string;
  /** Address of the prediction service. */
  readonly apiUrl: string;
  /** Address of the tracking server. */
  readonly trackingUri: string;
  /** Address of the database for people, without a password, and where that is. */
  readonly databaseHint: string;
  /** A row to ask about. */
  readonly sample: Readonly<Record<string, unknown>>;
  /** Versions that the prediction service refused as it started. */
  readonly refused: readonly RefusedVersion[];
  /** Ends all parts, those that use others first. */
  stop(): Promise<void>;
}

/**
 * Starts every part of the stack on this machine, each as soon as what it needs is up, and starts again
 * what ends by itself; the others stay.
 *
 * @param around What to start, and where.
 * @param report Told of each part that is up.
 * @returns The running stack.
 * @throws {PortError} If a port is taken; then nothing was started.
 * @throws {ProcessError} If a part does not come up; then those that did are ended again.
 * @throws {PostgresError} If the embedded database cannot be used.
 * @throws {OutsideServerError} If a server that somebody else runs does not answer.
 */
export async function startStack(
  around: PartSurroundings,
  report: Report,
): Promise<Stack> {
  const { config, repository, logs } = around;
  requireFree(config.uiPort, "the page", "UI_PORT");
  requireFree(config.apiPort, "the prediction service", "API_PORT");
  if (config.trackingUri === null) requireFree(config.mlflowPort, "MLflow", "MLFLOW_PORT");
  if (config.databaseUrl === null && config.postgresPort !== null) {
    requireFree(config.postgresPort, "PostgreSQL", "POSTGRES_PORT");
  }
  const startedAt = new Date().toISOString();
  const parts: { part: KeptProcess; where: string }[] = [];
  const stop = async () => {
    for (const { part } of parts.toReversed()) await part.stop();
  };
  // One after the other, as they write the same file.
  let written: Promise<void> = Promise.resolve();
  const noteStatus = () => {
    const status = {
      pid: Deno.pid,
      startedAt,
      apiUrl: `http://127.0.0.1:${config.apiPort}`,
      parts: parts.map(({ part: { name, pid, state, restarts, lastEnd }, where }) => ({
        name,
        where,
        pid,
        state,
        restarts,
        lastEnd,
      })),
    };
    written = written.then(() => writeStatus(config.directory, status)).catch((error) => {
      report.say(`Cannot tell deno task status what runs: ${error.message}`);
    });
  };
  const start = async (command: ProcessCommand, where: string) => {
    const began = performance.now();
    const part = await keepRunning(command, {
      say: (line) => report.say(line),
      onStart: ({ pid }) => noteProcess(`${config.directory}/processes`, pid),
      onChange: noteStatus,
    });
    parts.push({ part, where });
    noteStatus();
    report.done(command.name, where, performance.now() - began);
  };

  const outside = {
    say: (line: string) => report.say(line),
    waitMs: config.outsideWaitMs,
  };
  const startDatabase = async (): Promise<{ url: string; hint: string }> => {
    const { databaseUrl } = config;
    if (databaseUrl !== null && config.database !== null) {
      await untilAnswers(database(config.database), outside);
      return { url: databaseUrl, hint: withoutPassword(databaseUrl) };
    }
    const port = config.postgresPort ?? nextFree(5432);
    const prepared = await preparePostgres({
      directory: `${config.directory}/postgres`,
      repository,
      port,
      logFile: `${logs}/postgres.log`,
    });
    await start(prepared.command, `127.0.0.1:${port}, database predictions`);
    await prepared.createDatabase();
    return {
      url: await migratedFor(prepared.databaseUrl),
      hint: `${
        withoutPassword(prepared.databaseUrl)
      }   password: ${config.directory}/postgres/password`,
    };
  };
  const startTracking = async (): Promise<string> => {
    if (config.trackingUri !== null) {
      await untilAnswers(trackingServer(config.trackingUri), outside);
      return config.trackingUri;
    }
    const part = trackingPart(around);
    await start(part, part.url);
    return part.url;
  };

  try {
    await Deno.mkdir(logs, { recursive: true });
    const pageBuilt = buildPage(repository, logs);
    pageBuilt.catch(() => {}); // It is waited for once the rest is up.
    const [log, trackingUri] = await settleAll([startDatabase(), startTracking()]);
    await ensureChampion(around, trackingUri, report);
    const token = await pageToken(config.directory, around.env("UI_ADMIN_TOKEN"));
    const api = predictPart(around, trackingUri, log.url);
    const startPage = async () => {
      await pageBuilt;
      const ui = uiPart(around, trackingUri, { apiUrl: api.url, token });
      await start(ui, ui.url);
      return ui.url;
    };
    const [uiUrl] = await settleAll([startPage(), start(api, api.url)]);
    // Whoever is told that all is up finds all of it in the status.
    await written;
    return {
      uiUrl,
      pageToken: token,
      apiUrl: api.url,
      trackingUri,
      databaseHint: log.hint,
      sample: config.task.sample?.row ?? await sampleRow(api.url),
      refused: (await serviceState(api.url)).refused,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Brings the tables of the prediction log up to date, and gives the service's role a password, a new
 * one at each start: nobody has to keep it.
 */
async function migratedFor(ownerUrl: string): Promise<string> {
  const password = crypto.getRandomValues(new Uint8Array(24)).toHex();
  await migrate(new URL(ownerUrl), { predictorPassword: password });
  const service = new URL(ownerUrl);
  service.username = "predictor";
  service.password = password;
  return service.href;
}

/** Waits for all, also when one fails: what is still starting then could not be ended. */
async function settleAll<T extends readonly Promise<unknown>[]>(
  promises: readonly [...T],
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(promises);
  return await Promise.all(promises);
}

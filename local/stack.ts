import { migrate } from "@mlops/prediction_log/migrate";
import { ensureChampion } from "./champion.ts";
import { type StackConfig, wantedPorts } from "./config.ts";
import { KeptParts } from "./kept_parts.ts";
import { type PartSurroundings, predictPart, trackingPart, uiPart } from "./stack_processes.ts";
import { buildPage } from "./build_page.ts";
import { preparePostgres } from "@mlops/processes";
import { database, trackingServer, untilAnswers, withoutPassword } from "./outside_server.ts";
import { pageToken } from "./page_token.ts";
import { nextFree, requireFree } from "./ports.ts";
import type { Report } from "./report.ts";
import { sampleRow } from "./sample_row.ts";
import { type RefusedVersion, serviceState } from "./service_state.ts";

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
  requireFree(wantedPorts(config));
  const parts = new KeptParts(config, report);
  try {
    await Deno.mkdir(logs, { recursive: true });
    const pageBuilt = buildPage(repository, logs);
    pageBuilt.catch(() => {}); // It is waited for once the rest is up.
    const [log, trackingUri] = await settleAll([
      startDatabase(around, parts, report),
      startTracking(around, parts, report),
    ]);
    await ensureChampion(around, trackingUri, report);
    const token = await pageToken(config.directory, around.env("UI_ADMIN_TOKEN"));
    const api = predictPart(around, trackingUri, log.url);
    const startPage = async () => {
      await pageBuilt;
      const ui = uiPart(around, trackingUri, { apiUrl: api.url, token });
      await parts.start(ui, ui.url);
      return ui.url;
    };
    const [uiUrl] = await settleAll([startPage(), parts.start(api, api.url)]);
    // Whoever is told that all is up finds all of it in the status.
    await parts.untilWritten();
    return {
      uiUrl,
      pageToken: token,
      apiUrl: api.url,
      trackingUri,
      databaseHint: log.hint,
      sample: config.task.sample?.row ?? await sampleRow(api.url),
      refused: (await serviceState(api.url)).refused,
      stop: () => parts.stop(),
    };
  } catch (error) {
    await parts.stop();
    throw error;
  }
}

/** Starts the database, or waits for the one that somebody else runs; `url` is the service's. */
async function startDatabase(
  { config, repository, logs }: PartSurroundings,
  parts: KeptParts,
  report: Report,
): Promise<{ url: string; hint: string }> {
  const { databaseUrl, directory } = config;
  if (databaseUrl !== null && config.database !== null) {
    await untilAnswers(database(config.database), patience(config, report));
    return { url: databaseUrl, hint: withoutPassword(databaseUrl) };
  }
  const others = new Set(wantedPorts(config).map(({ port }) => port));
  const port = config.postgresPort ?? nextFree(5432, others);
  const prepared = await preparePostgres({
    directory: `${directory}/postgres`,
    repository,
    port,
    logFile: `${logs}/postgres.log`,
  });
  const address = withoutPassword(prepared.databaseUrl);
  parts.databaseUrl = address;
  await parts.start(prepared.command, `127.0.0.1:${port}, database predictions`);
  await prepared.createDatabase();
  return {
    url: await migratedFor(prepared.databaseUrl),
    hint: `${address}   password: ${directory}/postgres/password`,
  };
}

/** Starts the tracking server, or waits for the one that somebody else runs. */
async function startTracking(
  around: PartSurroundings,
  parts: KeptParts,
  report: Report,
): Promise<string> {
  const { config } = around;
  if (config.trackingUri !== null) {
    await untilAnswers(trackingServer(config.trackingUri), patience(config, report));
    return config.trackingUri;
  }
  const part = trackingPart(around);
  await parts.start(part, part.url);
  return part.url;
}

/** How long servers of somebody else are waited for, and who is told. */
function patience({ outsideWaitMs }: StackConfig, report: Report) {
  return { say: (line: string) => report.say(line), waitMs: outsideWaitMs };
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

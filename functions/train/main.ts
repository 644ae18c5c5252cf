/**
 * The training program: fetches the table, trains, logs, registers, moves the alias, and ends. Reads
 * the environment and the command line; `--help` tells them.
 *
 * Exit codes: 0 done, 1 failed, 2 settings that cannot be used, 130 or 143 told to stop.
 *
 * @module
 */

import { REFERENCE_TASK } from "@mlops/tasks";
import { ConfigError } from "@mlops/config";
import { MlflowClient } from "@mlops/mlflow";
import { describeTable, printSchema, schemaOf } from "@mlops/tables";
import { parsePrivateKey, type PrivateKey, signVersion } from "@mlops/signing";
import { createHash } from "node:crypto";
import { type Config, readConfig } from "./command/config.ts";
import { readConfirmedCells, readConfirmedRows } from "@mlops/prediction_log";
import { readOutcomes } from "./feedback/read_outcomes.ts";
import { recordMoves } from "./promotion/record_moves.ts";
import { write } from "./command/command_line.ts";
import { fetchDataset } from "./dataset/fetch_dataset.ts";
import { fitBy, fitWith, growWith } from "./fit_workers.ts";
import { failureText } from "./command/failure_text.ts";
import { parseFlags } from "./command/flags.ts";
import { JsonProgress } from "./progress/json_progress.ts";
import { mlflowRegistry } from "./mlflow/mlflow_registry.ts";
import type { Progress } from "./progress/progress.ts";
import { PartGrown } from "./shards/grow_part.ts";
import { fitPorts } from "./shards/share_fit.ts";
import { StoppedError, stopSignal } from "./command/stop_signal.ts";
import { TerminalProgress } from "./progress/terminal_progress.ts";
import type { Registration } from "./promotion/register_model.ts";
import { prepareTable } from "./table/prepare_table.ts";
import { SCHEMA_FILES } from "./table/schema_files.ts";
import type { TableConfig } from "./table/table_config.ts";
import { trainTable } from "./table/train_table.ts";
import { trainModel } from "./reference/train_model.ts";
import type { TrainPorts } from "./train_ports.ts";
import { USAGE } from "./command/usage.ts";
import { WaitMeter } from "./progress/wait_meter.ts";

/** What every training takes of the world. */
type CommonPorts = Omit<TrainPorts, "tracking" | "registry" | "readDataset" | "fit" | "fitAlone">;

async function train(config: Config, progress: Progress): Promise<void> {
  const signal = stopSignal();
  const meter = new WaitMeter(() => performance.now());
  const client = new MlflowClient({
    trackingUri: config.trackingUri,
    credentials: config.credentials ?? undefined,
    fetch: meter.metered(fetch),
  });
  const signingKey = config.signingKey === null ? null : await readSigningKey(config.signingKey);
  const ports: CommonPorts = {
    sign: signingKey === null ? null : (version) => signVersion(version, signingKey),
    progress,
    now: () => new Date(),
    newId: () => crypto.randomUUID().replaceAll("-", ""),
    sha256: (bytes) => createHash("sha256").update(bytes).digest("hex"),
    signal,
  };
  const registration = config.table === null
    ? await trainReference(config, client, ports)
    : await trainOnTable(config, config.table, client, ports);
  const { name, version, promotion, aliases } = registration;
  if (promotion !== null && !promotion.isPromoted) {
    write(Deno.stderr, `Did not move @champion to version ${version}: ${promotion.reason}\n`);
  }
  if (promotion?.isWaiting) {
    const command = `deno task approve ${JSON.stringify(name)} ${version}`;
    write(Deno.stderr, `Whoever has looked at it makes it @champion with: ${command}\n`);
  }
  const mover = { database: config.feedback, userId: config.userId, program: "training program" };
  await recordMoves(registration, mover).catch((error) =>
    write(
      Deno.stderr,
      `The audit does not have who moved ${aliases.join(", ")}: ${error.message}\n`,
    )
  );
  const totalMs = Math.round(performance.now());
  const mlflowMs = Math.round(meter.waitedMs);
  progress.done("done", `done in ${totalMs} ms, ${mlflowMs} of them waiting for MLflow`, {
    version,
    aliases,
    "total_ms": totalMs,
    "mlflow_ms": mlflowMs,
  });
}

async function readSigningKey(text: string): Promise<PrivateKey> {
  try {
    return await parsePrivateKey(text);
  } catch (error) {
    throw new ConfigError([`MODEL_SIGNING_KEY ${error instanceof Error ? error.message : error}`]);
  }
}

async function trainReference(
  config: Config,
  client: MlflowClient,
  ports: CommonPorts,
): Promise<Registration> {
  const { signal } = ports;
  const feedback = await readOutcomes(config, REFERENCE_TASK.model, readConfirmedRows);
  const { workers, userId } = config;
  const shared = { workers, userId, signal, names: REFERENCE_TASK };
  const { tracking, grow } = fitPorts(config.sharing, client, shared);
  return await trainModel({ ...config, ...feedback }, {
    ...ports,
    tracking,
    registry: mlflowRegistry(client, signal, REFERENCE_TASK.model),
    readDataset: () => fetchDataset(config.dataset, { signal }),
    fit: fitBy(grow),
    fitAlone: fitWith(workers),
  });
}

/** The table is read before the run is made: what it holds decides the names and the estimator. */
async function trainOnTable(
  config: Config,
  table: TableConfig,
  client: MlflowClient,
  ports: CommonPorts,
): Promise<Registration> {
  const { signal } = ports;
  const prepared = await prepareTable(table, SCHEMA_FILES, signal);
  const { names, read, target, task, decidedBy } = prepared;
  const asked = `${JSON.stringify(target)} asks for ${task}: ${decidedBy}`;
  for (const line of [...describeTable(read.table), asked]) {
    ports.progress.tell("column", line);
  }
  const request = {
    ...config,
    ...table,
    ...prepared,
    taskName: names.name,
    promoteIfBetter: table.promoteIfBetter,
    ...await readOutcomes(config, names.model, readConfirmedCells),
  };
  const { workers, userId } = config;
  const { tracking, grow } = fitPorts(config.sharing, client, { workers, userId, signal, names });
  return await trainTable(request, {
    ...ports,
    tracking,
    registry: mlflowRegistry(client, signal, names.model),
    readTable: () => Promise.resolve(read),
    grow,
    growAlone: growWith(workers),
  });
}

async function main(): Promise<number> {
  const { switches } = parseFlags(Deno.args);
  if (switches.help) {
    write(Deno.stdout, USAGE);
    return 0;
  }
  const output = (text: string) => write(Deno.stdout, text);
  const progress = Deno.stdout.isTerminal()
    ? new TerminalProgress({ write: output, elapsedMs: () => performance.now() })
    : new JsonProgress({ write: output, now: () => new Date() });
  try {
    const config = readConfig((name) => Deno.env.get(name), Deno.args);
    if (config.table?.isDescribed) {
      const { read, schema, task } = await prepareTable(config.table, SCHEMA_FILES);
      write(Deno.stdout, printSchema(schemaOf(read.table, { ...schema, task })));
      return 0;
    }
    await train(config, progress);
    return 0;
  } catch (error) {
    if (error instanceof PartGrown) {
      tellPart(error, progress);
      return 0;
    }
    if (progress instanceof TerminalProgress) progress.clear();
    write(Deno.stderr, `${failureText(error)}\n`);
    if (error instanceof ConfigError) return 2;
    return error instanceof StoppedError ? error.exitCode : 1;
  }
}

function tellPart({ nTrees, wasThere }: PartGrown, progress: Progress): void {
  const what = wasThere ? "was there already" : "is grown";
  progress.done("part", `the part of ${nTrees} trees ${what}`, {
    trees: nTrees,
    grown: wasThere ? 0 : nTrees,
  });
}

// Not left to the event loop: an upload that is still under way would keep a failed program alive.
if (import.meta.main) Deno.exit(await main());

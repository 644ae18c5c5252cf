/**
 * Makes a version champion that somebody has looked at: shows what it was trained on and how it did beside
 * the champion, moves the alias, and notes who did. The registry asks for the right to promote, where it
 * asks for rights.
 *
 * Usage: deno task approve NAME VERSION
 *
 * @module
 */
import { CHAMPION } from "@mlops/task";
import { REFERENCE_TASK } from "@mlops/tasks";
import { credentialsFrom, MlflowClient, MlflowError, type Run } from "@mlops/mlflow";
import { ConfigError, readSettings } from "@mlops/config";
import { readDatabaseUrl } from "@mlops/prediction_log";
import { tellUsage } from "@mlops/processes/tell_usage";
import { readTrackingUri, write } from "./command/command_line.ts";
import { failureText } from "./command/failure_text.ts";
import { recordMoves } from "./promotion/record_moves.ts";

const USAGE = `Makes a version champion, once somebody has looked at it.

Usage: deno task approve NAME VERSION     e.g. deno task approve ${REFERENCE_TASK.model} 4

Environment:
  MLFLOW_TRACKING_URI        tracking server (http://localhost:5000), with
  MLFLOW_TRACKING_USERNAME   and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN
  DATABASE_URL               Postgres of the predictions, whose audit takes who it was (none: the run
                             alone), with PGPASSWORD and DATABASE_CA
  USER                       who it was
`;

/** Ends the program with a sentence. */
class ApprovalRefused extends Error {}

async function approve(name: string, version: string, userId: string): Promise<void> {
  const env = (name: string) => Deno.env.get(name);
  const database = readSettings(env, readDatabaseUrl);
  const client = new MlflowClient({
    trackingUri: readSettings(env, readTrackingUri),
    credentials: credentialsFrom(env) ?? undefined,
  });
  const { runId } = await client.registry.getModelVersion(name, version);
  const before = await client.registry.getModelVersionByAlias(name, CHAMPION);
  if (before?.version === version) {
    throw new ApprovalRefused(`"${name}" version ${version} is the champion already`);
  }
  const run = runId === "" ? null : await client.runs.getRun(runId);
  for (const line of describe(run)) write(Deno.stdout, `${line}\n`);
  await client.registry.setRegisteredModelAlias({ name, alias: CHAMPION, version });
  write(
    Deno.stdout,
    `@${CHAMPION} of "${name}" is version ${version}, before it was ${before?.version ?? "none"}\n`,
  );
  if (run !== null) await noteInRun(client, run, userId);
  const reason = `approved: ${run?.tags["promotion"] ?? "nobody compared it with the champion"}`;
  const registration = {
    name,
    version,
    aliases: [CHAMPION],
    promotion: { isPromoted: true, reason },
  };
  await recordMoves(registration, { database, userId, program: "deno task approve" });
}

/** The service finds it there, where there is no database. */
async function noteInRun(client: MlflowClient, { info, tags }: Run, userId: string): Promise<void> {
  const moved = [...new Set([...(tags["aliases_moved"] ?? "").split(", "), CHAMPION])];
  await client.runs.logBatch(info.runId, {
    tags: {
      "approved_by": userId,
      "aliases_moved": moved.filter((alias) => alias !== "").join(", "),
    },
  });
}

function describe(run: Run | null): string[] {
  if (run === null) return ["Nothing is known of its training: it has no run"];
  const { metrics, tags } = run;
  const figures = Object.entries(metrics).filter(([name]) => !name.startsWith("champion_")).map(
    ([name, { value }]) => {
      const beside = metrics[`champion_${name}`]?.value;
      return beside === undefined
        ? `${name} ${value.toFixed(4)}`
        : `${name} ${value.toFixed(4)} (champion ${beside.toFixed(4)})`;
    },
  );
  const outcomes = tags["feedback_sources"] ?? tags["feedback_rows"];
  const told = `${outcomes}; what each source changes is in feedback/sources.json of the run`;
  return [
    `Measured: ${figures.join(", ")}`,
    `Outcomes: ${outcomes === undefined ? "none" : told}`,
    `Decision: ${tags["promotion"] ?? "none was asked for"}`,
  ];
}

const [name, version, ...others] = Deno.args;
tellUsage(USAGE.trimEnd(), true);
if (
  name === undefined || version === undefined || others.length > 0 || !/^\d{1,9}$/.test(version)
) {
  write(Deno.stderr, USAGE);
  Deno.exit(2);
}
try {
  await approve(name, version, Deno.env.get("USER") || "train");
} catch (error) {
  const isTold = [MlflowError, ApprovalRefused, ConfigError].some((kind) => error instanceof kind);
  const reason = failureText(error);
  write(Deno.stderr, `${isTold ? reason : `Cannot approve: ${reason}`}\n`);
  Deno.exit(error instanceof ConfigError ? 2 : 1);
}

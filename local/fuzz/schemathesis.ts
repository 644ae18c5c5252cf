import { EXAMPLE_REQUEST_ID } from "../../functions/predict/openapi/log_operations.ts";
import { SAMPLE_PATIENT } from "@mlops/tasks/diabetes";
import { MlflowClient } from "@mlops/mlflow";
import { formatKeys, makeKey, RIGHTS } from "@mlops/rights";
import { startRegistry } from "@mlops/testing/registries";
import { startPredict } from "@mlops/testing/predict_process";
import { moveChampion, publishModel } from "@mlops/testing/publish_model";
import { trainModel } from "@mlops/testing/trained_model";
import { until, untilReady } from "@mlops/testing/until";
import { TestedPostgres } from "@mlops/testing/tested_postgres";

/** What Schemathesis said of the service. */
export interface SchemathesisReport {
  /** Whether it found nothing. */
  readonly isClean: boolean;
  /** Its report, as text. */
  readonly text: string;
  /** What the service logged beside `info`. */
  readonly trouble: readonly string[];
}

/** Predicts something, and gives it the id that the document's example of an outcome names. */
async function predictKnown(
  url: string,
  database: TestedPostgres,
  headers: Record<string, string>,
): Promise<void> {
  const response = await fetch(`${url}/predict`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(SAMPLE_PATIENT),
  });
  await response.body?.cancel();
  await until("the prediction in the log", async () => {
    const rename = "update predictions set request_id = $1 returning request_id";
    return (await database.query(rename, [EXAMPLE_REQUEST_ID])).length > 0;
  });
}

const PROGRAM = new URL("../../.ci/schemathesis", import.meta.url).pathname;

/** Longest part of a report that is kept: requests with thousands of rows are repeated in it. */
const MAX_LINE = 500;

/**
 * Runs Schemathesis with all of its checks against a service of its own process with a prediction log,
 * as `/openapi.json` describes it.
 *
 * @param options Examples for each operation, the seed that makes them the same each time, and whether the
 * service asks for rights, which Schemathesis then has.
 * @returns What it found.
 */
export async function runSchemathesis(
  { maxExamples, seed, isGuarded = false }: {
    maxExamples: number;
    seed: number;
    isGuarded?: boolean;
  },
): Promise<SchemathesisReport> {
  await using registry = await startRegistry();
  const client = new MlflowClient({ trackingUri: new URL(registry.url) });
  await moveChampion(client, await publishModel(client, trainModel(1)));
  await using postgres = await TestedPostgres.start();
  const directory = await Deno.makeTempDir({ prefix: "schemathesis-" });
  const { key, entry } = await makeKey({ name: "fuzz", rights: RIGHTS }, Date.now());
  const keysFile = `${directory}/keys.json`;
  await Deno.writeTextFile(keysFile, formatKeys([entry]));
  await using service = startPredict(registry.url, {
    env: {
      DATABASE_URL: postgres.url.href,
      ...isGuarded ? { API_KEYS_FILE: keysFile } : {},
    },
  });
  await untilReady(service.url);
  const headers: Record<string, string> = isGuarded ? { Authorization: `Bearer ${key}` } : {};
  await predictKnown(service.url, postgres, headers);
  const { code, stdout, stderr } = await new Deno.Command(PROGRAM, {
    args: [
      "run",
      `${service.url}/openapi.json`,
      "--checks=all",
      "--no-color",
      `--max-examples=${maxExamples}`,
      `--seed=${seed}`,
      "--generation-database=none",
      // It sends wrong keys by the dozen and takes no 429 for an answer; the matrix of rights covers it.
      ...isGuarded ? ["--exclude-checks=ignored_auth"] : [],
      ...Object.entries(headers).map(([name, value]) => `--header=${name}: ${value}`),
    ],
    // It keeps a folder of its own where it runs.
    cwd: directory,
    stdin: "null",
  }).output();
  await Deno.remove(directory, { recursive: true });
  const decoder = new TextDecoder();
  const lines = `${decoder.decode(stdout)}${decoder.decode(stderr)}`.split("\n");
  return {
    isClean: code === 0,
    text: lines.map((line) => line.slice(0, MAX_LINE)).join("\n"),
    trouble: service.log.filter(({ level }) => level !== "info").map((line) =>
      JSON.stringify(line)
    ),
  };
}

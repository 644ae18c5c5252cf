import { MlflowClient, MlflowError, type ModelVersion, type Run } from "@mlops/mlflow";
import { AUDITED } from "@mlops/mlflow/alias_mover";
import { ON_BEHALF_OF } from "@mlops/rights";
import type { Evaluation, RocCurve, VersionSummary } from "../registry_answer.ts";
import type { Registry } from "./registry.ts";

/** Where the trainer puts the numbers behind its plots. */
const ROC_FILE = "plots/roc_curve.json";
const IMPORTANCES_FILE = "plots/feature_importances.json";

/** A curve of some thousand points; whatever is longer is not one. */
const MAX_PLOT_BYTES = 1024 ** 2;

/** Versions that a page lists, newest first. */
const MAX_VERSIONS = 100;

/** Runs that are read at once: each may be as long as an answer may be. */
const RUNS_AT_ONCE = 10;

/**
 * Makes the registry that asks an MLflow server.
 *
 * @param client Client of the server.
 * @param publicUrl Where people reach MLflow's own pages, or `null`: versions carry no link.
 * @returns The registry.
 */
export function createMlflowRegistry(client: MlflowClient, publicUrl: URL | null): Registry {
  return {
    async listModels() {
      const { items } = await client.registry.searchRegisteredModels({ maxResults: 200 });
      return items.map(({ name }) => name).sort();
    },
    async listVersions(model) {
      const registered = await client.registry.getRegisteredModel(model);
      if (registered === null) return [];
      const { items } = await client.registry.searchModelVersions({
        filter: `name = ${quote(model)}`,
        maxResults: MAX_VERSIONS,
        orderBy: ["version_number DESC"],
      });
      const newestFirst = items.toSorted((a, b) => Number(b.version) - Number(a.version));
      const summaries: VersionSummary[] = [];
      for (let from = 0; from < newestFirst.length; from += RUNS_AT_ONCE) {
        const some = newestFirst.slice(from, from + RUNS_AT_ONCE);
        const runs = await Promise.all(some.map(({ runId }) => findRun(client, runId)));
        some.forEach((version, index) => {
          const aliases = Object.entries(registered.aliases)
            .filter(([, target]) => target === version.version)
            .map(([alias]) => alias);
          summaries.push(summarize(version, aliases, runs[index] ?? null, publicUrl));
        });
      }
      return summaries;
    },
    async readEvaluation(model, version) {
      const { runId } = await client.registry.getModelVersion(model, version);
      const run = await findRun(client, runId);
      if (run === null) return { roc: null, importances: null };
      const [roc, importances] = await Promise.all([
        readJson(client, run.info.artifactUri, ROC_FILE),
        readJson(client, run.info.artifactUri, IMPORTANCES_FILE),
      ]);
      return { roc: readRoc(roc), importances: readImportances(importances) };
    },
    async moveAlias(model, alias, version, person) {
      const registered = await client.registry.getRegisteredModel(model);
      const headers = person === null ? {} : { [ON_BEHALF_OF]: encodeURIComponent(person.name) };
      let isAudited = false;
      const onAnswer = (answer: Headers) => isAudited = answer.has(AUDITED);
      const move = { name: model, alias, version };
      await client.registry.setRegisteredModelAlias(move, { headers, onAnswer });
      return { previous: registered?.aliases[alias] ?? null, isAudited };
    },
  };
}

/** MLflow's filter language takes either kind of quotes and knows no escape. */
function quote(name: string): string {
  return name.includes("'") ? `"${name.replaceAll('"', "")}"` : `'${name}'`;
}

async function findRun(client: MlflowClient, runId: string): Promise<Run | null> {
  if (runId === "") return null;
  try {
    return await client.runs.getRun(runId);
  } catch (error) {
    // A run may be deleted under its version, or have more in it than anybody looks at.
    if (error instanceof MlflowError && isNotShown(error)) return null;
    throw error;
  }
}

function isNotShown({ status, code }: MlflowError): boolean {
  return status === 404 || code === "RESPONSE_TOO_LARGE";
}

function summarize(
  version: ModelVersion,
  aliases: readonly string[],
  run: Run | null,
  publicUrl: URL | null,
): VersionSummary {
  const dataset = run?.datasetInputs[0];
  return {
    version: version.version,
    createdAt: version.creationTimestamp,
    aliases,
    sha256: version.tags["sha256"] ?? null,
    runId: version.runId,
    runName: run?.info.runName ?? "",
    runUrl: publicUrl === null || run === null ? null : runAddress(publicUrl, run),
    metrics: Object.fromEntries(
      Object.entries(run?.metrics ?? {}).map(([key, { value }]) => [key, value]),
    ),
    params: run?.params ?? {},
    datasetName: dataset?.name ?? null,
    datasetDigest: dataset?.digest ?? null,
  };
}

function runAddress(publicUrl: URL, { info }: Run): string {
  const address = new URL(publicUrl);
  address.hash = `/experiments/${encodeURIComponent(info.experimentId)}/runs/${
    encodeURIComponent(info.runId)
  }`;
  return address.href;
}

async function readJson(client: MlflowClient, uri: string, path: string): Promise<unknown> {
  try {
    const { bytes } = await client.artifacts.downloadArtifact(uri, path, {
      maxBytes: MAX_PLOT_BYTES,
    });
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    // Runs of other clients have no such file, and some servers answer 500 for a missing one.
    if (error instanceof MlflowError && error.code !== "UNREACHABLE" && error.code !== "TIMEOUT") {
      return null;
    }
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function readRoc(content: unknown): RocCurve | null {
  if (typeof content !== "object" || content === null) return null;
  if (!("fpr" in content) || !("tpr" in content)) return null;
  return isNumbers(content.fpr) && isNumbers(content.tpr)
    ? { fpr: content.fpr, tpr: content.tpr }
    : null;
}

function readImportances(content: unknown): Evaluation["importances"] {
  if (!Array.isArray(content)) return null;
  const entries = content.flatMap((item: { name?: unknown; importance?: unknown }) =>
    typeof item?.name === "string" && typeof item.importance === "number"
      ? [[item.name, item.importance] as const]
      : []
  );
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => typeof item === "number");
}

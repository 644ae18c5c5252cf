import { readSettings, type Settings } from "@mlops/config";
import { DEFAULT_FOREST_PARAMS } from "@mlops/forest";
import { type Credentials, credentialsFrom } from "@mlops/mlflow";
import { readDatabaseUrl } from "@mlops/prediction_log";
import { type DatasetLocation, parseDatasetLocation } from "../dataset/dataset_location.ts";
import { isMetricName, METRIC_NAMES, type MetricName } from "../reference/evaluate_forest.ts";
import { readTrackingUri } from "./command_line.ts";
import { type FlagValues, parseFlags } from "./flags.ts";
import type { HyperParams } from "../reference/hyper_params.ts";
import type { Sharing } from "../shards/share_fit.ts";
import { readTableConfig, type TableConfig } from "../table/table_config.ts";

/** Looks up an environment variable. */
export type EnvLookup = (name: string) => string | undefined;

/** What to train and where to put it; every field is resolved. */
export interface Config {
  /** Tracking server (`MLFLOW_TRACKING_URI`, default `http://localhost:5000`). */
  readonly trackingUri: URL;
  /** How to authenticate (`MLFLOW_TRACKING_USERNAME` and `_PASSWORD`, or `_TOKEN`), or `null`. */
  readonly credentials: Credentials | null;
  /** Key that signs the version (`MODEL_SIGNING_KEY`, PKCS #8 as PEM), or `null`: it is not signed. */
  readonly signingKey: string | null;
  /** Whom the run belongs to (`USER`, default `train`). */
  readonly userId: string;
  /** Table to train on (`DATASET_URL`: path, file, http or https address), or `null`: the reference. */
  readonly dataset: DatasetLocation | null;
  /** Alias that the new version gets (`--alias`, default `champion`). */
  readonly alias: string;
  /** Metric that decides whether `champion` moves (`--promote-if-better`), or `null`: it is not asked. */
  readonly promoteIfBetter: MetricName | null;
  /** Whether `champion` moves even if the current one is better or cannot be scored (`--force`). */
  readonly isForced: boolean;
  /** Database whose confirmed outcomes are trained on, too (`--from-feedback`), or `null`: none. */
  readonly feedback: URL | null;
  /** Whose outcomes are trained on (`--sources`, else `FEEDBACK_SOURCES`), or `null`: nobody is named. */
  readonly sources: readonly string[] | null;
  /** Whether a model that was trained on outcomes may become champion (`--approve`). */
  readonly isApproved: boolean;
  /** Confirmed outcomes without which `champion` does not move (`--min-feedback`, default 0). */
  readonly minFeedback: number;
  /** Workers that share the fit (`--workers`), or `null`: as many as help. */
  readonly workers: number | null;
  /** Its part of a fit that several programs share (`--shards`, `--shard`, `--training`), or `null`. */
  readonly sharing: Sharing | null;
  /** The forest and the split (`--n-estimators` and so on, under scikit-learn's names). */
  readonly params: HyperParams;
  /** What to train on another table (`--table`, `--query` and what goes with them), or `null`. */
  readonly table: TableConfig | null;
}

/**
 * Reads the settings from the environment and the command line.
 *
 * @param env Looks up an environment variable.
 * @param args Arguments of the program.
 * @returns The settings.
 * @throws {ConfigError} If any is wrong; all faults at once.
 */
export function readConfig(env: EnvLookup, args: readonly string[]): Config {
  const { values, switches, given, faults } = parseFlags(args);
  const lookUp = (name: string) =>
    name.startsWith("--") ? values[name.slice(2) as keyof FlagValues] : env(name);
  return readSettings(lookUp, (settings) => {
    faults.forEach((fault) => settings.refuse(fault));
    const table = readTableConfig({
      given: Object.fromEntries(Object.entries(values).filter(([name]) => given.has(name))),
      switches: Object.fromEntries(Object.entries(switches).filter(([name]) => given.has(name))),
      databaseUrl: given.has("query") ? readDatabaseUrl(settings) : null,
      folder: given.has("table") || given.has("schema") ? env("INIT_CWD") ?? "." : ".",
    }, settings);
    const sharing = readSharing(settings);
    if (sharing !== null && (table?.nFolds ?? table?.searchSeconds ?? null) !== null) {
      settings.refuse("--cv and --search fit more than one forest: leave out --shards");
    }
    return {
      trackingUri: readTrackingUri(settings),
      credentials: credentialsFrom(env) ?? null,
      signingKey: settings.text("MODEL_SIGNING_KEY", null),
      userId: settings.text("USER", "train"),
      dataset: readDatasetLocation(settings),
      alias: readAlias(settings),
      promoteIfBetter: table === null ? readMetric(settings) : null,
      isForced: switches.force,
      feedback: switches["from-feedback"] ? readFeedback(settings) : null,
      sources: readSources(settings),
      isApproved: switches.approve,
      minFeedback: integer(settings, "--min-feedback", { min: 0, max: 1_000_000_000 }),
      workers: values.workers === "auto" ? null : integer(settings, "--workers", { max: 64 }),
      sharing,
      params: table === null
        ? readHyperParams(settings, switches.bootstrap)
        : { ...DEFAULT_FOREST_PARAMS, testSize: 0.2 },
      table,
    };
  });
}

/** Asked for only where it is used: a training without feedback needs no permission for it. */
function readFeedback(settings: Settings): URL | null {
  const url = readDatabaseUrl(settings);
  if (url === null) {
    settings.refuse("--from-feedback needs DATABASE_URL, which must start with postgres://");
  }
  return url;
}

/** Names as the log keeps them: `key:NAME`, `token:NAME`, `key:PAGE/NAME` or `anonymous`. */
function readSources(settings: Settings): string[] | null {
  const text = settings.text("--sources", null) ?? settings.text("FEEDBACK_SOURCES", null);
  if (text === null) return null;
  const names = text.split(",").map((name) => name.trim()).filter((name) => name !== "");
  const wrong = names.find((name) => name !== "anonymous" && !/^(key|token):./.test(name));
  if (names.length === 0 || wrong !== undefined) {
    settings.refuse(
      `--sources (or FEEDBACK_SOURCES) must name sources as the log does, "key:NAME", "token:NAME" ` +
        `or "anonymous", with commas between them: is "${wrong ?? text}"`,
    );
  }
  return names;
}

function readDatasetLocation(settings: Settings): DatasetLocation | null {
  const text = settings.text("DATASET_URL", null);
  if (text === null) return null;
  const location = parseDatasetLocation(text);
  if (location === null) {
    settings.refuse("DATASET_URL must be a path, or a file, http or https address");
  }
  return location;
}

function readSharing(settings: Settings): Sharing | null {
  const [shards, shard, trainingId] = ["--shards", "--shard", "--training"]
    .map((flag) => settings.text(flag, "") ?? "") as [string, string, string];
  if (shards === "" && shard === "" && trainingId === "") return null;
  if (!/^[\w-]{1,63}$/.test(trainingId)) {
    const rule = 'with --shards, 1 to 63 letters, digits, "_" and "-"';
    settings.refuse(`--training must be, ${rule}: is "${trainingId}"`);
  }
  const nParts = integer(settings, "--shards", { max: 1_000 });
  const part = shard === "" ? null : integer(settings, "--shard", { min: 0, max: nParts - 1 });
  return { trainingId, nParts, part };
}

function readAlias(settings: Settings): string {
  const text = settings.text("--alias", "");
  // MLflow reserves "latest" and "v<number>".
  if (!/^[\w.-]{1,255}$/.test(text) || /^(latest|v\d+)$/i.test(text)) {
    const rule = 'letters, digits, "_", "-" and ".", and not "latest" or "v<number>"';
    settings.refuse(`--alias must be ${rule}: is "${text}"`);
  }
  return text;
}

function readMetric(settings: Settings): MetricName | null {
  const text = settings.text("--promote-if-better", null);
  if (text === null || isMetricName(text)) return text;
  settings.refuse(`--promote-if-better must be one of ${METRIC_NAMES.join(", ")}: is "${text}"`);
  return null;
}

function readHyperParams(settings: Settings, bootstrap: boolean): HyperParams {
  const testSizeText = settings.text("--test-size", "");
  const testSize = Number(testSizeText);
  if (!(testSize > 0 && testSize < 1)) {
    settings.refuse(`--test-size must be a share in (0, 1): is "${testSizeText}"`);
  }
  const maxDepth = settings.text("--max-depth", "");
  const maxFeatures = settings.text("--max-features", "");
  return {
    ...DEFAULT_FOREST_PARAMS,
    nEstimators: integer(settings, "--n-estimators", { max: 100_000 }),
    maxDepth: maxDepth === "none" ? null : integer(settings, "--max-depth", { max: 1_000 }),
    minSamplesSplit: integer(settings, "--min-samples-split", { min: 2, max: 1_000_000 }),
    minSamplesLeaf: integer(settings, "--min-samples-leaf", { max: 1_000_000 }),
    maxFeatures: maxFeatures === "sqrt"
      ? "sqrt"
      : maxFeatures === "none"
      ? null
      : integer(settings, "--max-features", { max: 8 }),
    bootstrap,
    // RandomState takes any unsigned 32-bit number as its seed.
    randomState: integer(settings, "--random-state", { min: 0, max: 2 ** 32 - 1 }),
    testSize,
  };
}

/** Every flag has a value: its default stands among the flags. */
function integer(
  settings: Settings,
  flag: string,
  { min = 1, max }: { min?: number; max: number },
): number {
  return settings.integer(flag, { fallback: min, min, max });
}

import { DEFAULT_FOREST_PARAMS } from "@mlops/forest";
import { type Credentials, credentialsFrom } from "@mlops/mlflow";
import { databaseUrlFrom } from "../predict/log/database.ts";
import { ConfigError } from "./config_error.ts";
import { type DatasetLocation, parseDatasetLocation } from "./dataset_location.ts";
import { isMetricName, METRIC_NAMES, type MetricName } from "./evaluate_forest.ts";
import { type FlagValues, parseFlags } from "./flags.ts";
import type { HyperParams } from "./hyper_params.ts";

/** Looks up an environment variable. */
export type EnvLookup = (name: string) => string | undefined;

/** What to train and where to put it; every field is resolved. */
export interface Config {
  /** Tracking server (`MLFLOW_TRACKING_URI`, default `http://localhost:5000`). */
  readonly trackingUri: URL;
  /** How to authenticate (`MLFLOW_TRACKING_USERNAME` and `_PASSWORD`, or `_TOKEN`), or `null`. */
  readonly credentials: Credentials | null;
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
  /** Confirmed outcomes without which `champion` does not move (`--min-feedback`, default 0). */
  readonly minFeedback: number;
  /** Workers that share the fit (`--workers`), or `null`: as many as help. */
  readonly workers: number | null;
  /** The forest and the split (`--n-estimators` and so on, under scikit-learn's names). */
  readonly params: HyperParams;
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
  const { values, switches, faults } = parseFlags(args);
  const config: Config = {
    trackingUri: readTrackingUri(env("MLFLOW_TRACKING_URI") || "http://localhost:5000", faults),
    credentials: credentialsFrom(env) ?? null,
    userId: env("USER") || "train",
    dataset: readDatasetLocation(env("DATASET_URL") ?? "", faults),
    alias: readAlias(values.alias, faults),
    promoteIfBetter: readMetric(values["promote-if-better"], faults),
    isForced: switches.force,
    feedback: switches["from-feedback"] ? readDatabaseUrl(env, faults) : null,
    minFeedback: integer(values, "min-feedback", { min: 0, max: 1_000_000_000 }, faults),
    workers: values.workers === "auto" ? null : integer(values, "workers", { max: 64 }, faults),
    params: readHyperParams(values, switches.bootstrap, faults),
  };
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

function readTrackingUri(text: string, faults: string[]): URL {
  const uri = URL.parse(text);
  if (uri !== null && (uri.protocol === "http:" || uri.protocol === "https:")) return uri;
  // The text is not repeated: it may hold a password.
  faults.push("MLFLOW_TRACKING_URI must be an http or https address");
  return new URL("http://invalid");
}

/** Asked for only where it is used: a training without feedback needs no permission for it. */
function readDatabaseUrl(env: EnvLookup, faults: string[]): URL | null {
  const url = databaseUrlFrom(env);
  if (url === null) {
    faults.push("--from-feedback needs DATABASE_URL, which must start with postgres://");
  }
  return url;
}

function readDatasetLocation(text: string, faults: string[]): DatasetLocation | null {
  if (text === "") return null;
  const location = parseDatasetLocation(text);
  if (location === null) {
    faults.push("DATASET_URL must be a path, or a file, http or https address");
  }
  return location;
}

function readAlias(text: string, faults: string[]): string {
  // MLflow reserves "latest" and "v<number>".
  if (!/^[\w.-]{1,255}$/.test(text) || /^(latest|v\d+)$/i.test(text)) {
    const rule = 'letters, digits, "_", "-" and ".", and not "latest" or "v<number>"';
    faults.push(`--alias must be ${rule}: is "${text}"`);
  }
  return text;
}

function readMetric(text: string, faults: string[]): MetricName | null {
  if (isMetricName(text)) return text;
  if (text !== "") {
    faults.push(`--promote-if-better must be one of ${METRIC_NAMES.join(", ")}: is "${text}"`);
  }
  return null;
}

function readHyperParams(values: FlagValues, bootstrap: boolean, faults: string[]): HyperParams {
  const whole = (flag: keyof FlagValues, range: { min?: number; max: number }) => {
    return integer(values, flag, range, faults);
  };
  const testSize = Number(values["test-size"]);
  if (!(testSize > 0 && testSize < 1)) {
    faults.push(`--test-size must be a share in (0, 1): is "${values["test-size"]}"`);
  }
  const maxFeatures = values["max-features"];
  return {
    ...DEFAULT_FOREST_PARAMS,
    nEstimators: whole("n-estimators", { max: 100_000 }),
    maxDepth: values["max-depth"] === "none" ? null : whole("max-depth", { max: 1_000 }),
    minSamplesSplit: whole("min-samples-split", { min: 2, max: 1_000_000 }),
    minSamplesLeaf: whole("min-samples-leaf", { max: 1_000_000 }),
    maxFeatures: maxFeatures === "sqrt"
      ? "sqrt"
      : maxFeatures === "none"
      ? null
      : whole("max-features", { max: 8 }),
    bootstrap,
    // RandomState takes any unsigned 32-bit number as its seed.
    randomState: whole("random-state", { min: 0, max: 2 ** 32 - 1 }),
    testSize,
  };
}

function integer(
  values: FlagValues,
  flag: keyof FlagValues,
  range: { min?: number; max: number },
  faults: string[],
): number {
  const text = values[flag];
  const value = Number(text);
  const { min = 1, max } = range;
  if (!/^\d+$/.test(text) || value < min || value > max) {
    faults.push(`--${flag} must be an integer in [${min}, ${max}]: is "${text}"`);
  }
  return value;
}

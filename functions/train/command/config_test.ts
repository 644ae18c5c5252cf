import { DEFAULT_FOREST_PARAMS } from "@mlops/forest";
import { deepEqual, equal, throws } from "node:assert/strict";
import { ConfigError } from "@mlops/config";
import { readConfig } from "./config.ts";
import { parseFlags } from "./flags.ts";
import readme from "../README.md" with { type: "text" };
import { USAGE } from "./usage.ts";
import workspace from "../../../deno.json" with { type: "json" };

const nothing = () => undefined;

function faultsOf(args: string[], env: Record<string, string> = {}): readonly string[] {
  try {
    readConfig((name) => env[name], args);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

Deno.test("readConfig() is the reference training where nothing is set", () => {
  const { trackingUri, ...config } = readConfig(nothing, []);
  equal(trackingUri.href, "http://localhost:5000/");
  deepEqual(config, {
    credentials: null,
    signingKey: null,
    table: null,
    userId: "train",
    dataset: null,
    alias: "champion",
    promoteIfBetter: null,
    isForced: false,
    feedback: null,
    sources: null,
    isApproved: false,
    minFeedback: 0,
    workers: null,
    sharing: null,
    params: {
      ...DEFAULT_FOREST_PARAMS,
      nEstimators: 100,
      maxDepth: 10,
      minSamplesSplit: 5,
      minSamplesLeaf: 2,
      maxFeatures: "sqrt",
      bootstrap: true,
      randomState: 42,
      featureThreshold: 1e-7,
      testSize: 0.2,
    },
  });
});

Deno.test("readConfig() takes every flag and variable", () => {
  const env: Record<string, string> = {
    "MLFLOW_TRACKING_URI": "https://mlflow.example/base",
    "MLFLOW_TRACKING_TOKEN": "t0ken",
    "DATASET_URL": "https://data.example/d.csv",
    "DATABASE_URL": "postgres://predictor@db.example/predictions",
    "PGPASSWORD": "s3cret",
    "USER": "ada",
  };
  const args = "--alias challenger --promote-if-better=auc_roc --force --workers 3 " +
    "--n-estimators 7 --max-depth none --min-samples-split 2 --min-samples-leaf 1 " +
    "--max-features 4 --no-bootstrap --random-state 0 --test-size 0.25 " +
    "--from-feedback --sources key:lab,anonymous --approve --min-feedback 200 --shards 4 --shard 3 --training t-1";
  const { trackingUri, dataset, feedback, ...config } = readConfig(
    (name) => env[name],
    args.split(" "),
  );
  equal(trackingUri.href, "https://mlflow.example/base");
  deepEqual(dataset, { kind: "http", url: new URL("https://data.example/d.csv") });
  equal(feedback?.href, "postgres://predictor:s3cret@db.example/predictions");
  deepEqual(config, {
    credentials: { token: "t0ken" },
    signingKey: null,
    table: null,
    userId: "ada",
    alias: "challenger",
    promoteIfBetter: "auc_roc",
    isForced: true,
    sources: ["key:lab", "anonymous"],
    isApproved: true,
    minFeedback: 200,
    sharing: { trainingId: "t-1", nParts: 4, part: 3 },
    workers: 3,
    params: {
      ...DEFAULT_FOREST_PARAMS,
      nEstimators: 7,
      maxDepth: null,
      minSamplesSplit: 2,
      minSamplesLeaf: 1,
      maxFeatures: 4,
      bootstrap: false,
      randomState: 0,
      featureThreshold: 1e-7,
      testSize: 0.25,
    },
  });
});

Deno.test("readConfig() takes a data set by path and by file address", () => {
  const locate = (text: string) => readConfig((name) => name === "DATASET_URL" ? text : "", []);
  deepEqual(locate("data/d.csv").dataset, { kind: "file", path: "data/d.csv" });
  deepEqual(locate("file:///data/d%20e.csv").dataset, { kind: "file", path: "/data/d e.csv" });
});

const REFUSALS: [args: string, fault: string][] = [
  ["--n-estimators 0", '--n-estimators must be an integer in [1, 100000]: is "0"'],
  ["--n-estimators 1e2", '--n-estimators must be an integer in [1, 100000]: is "1e2"'],
  ["--max-depth 0", '--max-depth must be an integer in [1, 1000]: is "0"'],
  ["--min-samples-split 1", '--min-samples-split must be an integer in [2, 1000000]: is "1"'],
  ["--min-samples-leaf 0", '--min-samples-leaf must be an integer in [1, 1000000]: is "0"'],
  ["--max-features 9", '--max-features must be an integer in [1, 8]: is "9"'],
  ["--random-state=-1", '--random-state must be an integer in [0, 4294967295]: is "-1"'],
  ["--test-size 1", '--test-size must be a share in (0, 1): is "1"'],
  ["--test-size half", '--test-size must be a share in (0, 1): is "half"'],
  ["--min-feedback=-1", '--min-feedback must be an integer in [0, 1000000000]: is "-1"'],
  [
    "--sources=lab",
    "--sources (or FEEDBACK_SOURCES) must name sources as the log does, " +
    '"key:NAME", "token:NAME" or "anonymous", with commas between them: is "lab"',
  ],
  ["--from-feedback", "--from-feedback needs DATABASE_URL, which must start with postgres://"],
  ["--workers 0", '--workers must be an integer in [1, 64]: is "0"'],
  [
    "--promote-if-better loss",
    '--promote-if-better must be one of accuracy, precision, recall, f1_score, auc_roc: is "loss"',
  ],
  [
    "--alias v3",
    '--alias must be letters, digits, "_", "-" and ".", and not "latest" or "v<number>": is "v3"',
  ],
  ["--alias", "--alias must have a value: has none"],
  ["--force=yes", '--force must have no value: has "yes"'],
  ["--estimators", 'flags must be known (see --help): is "--estimators"'],
  ["champion", 'arguments must be flags: is "champion"'],
];
for (const [args, fault] of REFUSALS) {
  Deno.test(`readConfig() refuses ${args}`, () => deepEqual(faultsOf(args.split(" ")), [fault]));
}

Deno.test("readConfig() tells all faults at once, and no address that may hold a password", () => {
  const env = {
    "MLFLOW_TRACKING_URI": "ftp://u:secret@host",
    "DATASET_URL": "ftp://u:secret@host",
  };
  throws(() => readConfig((name) => env[name as keyof typeof env], ["--max-depth", "x"]), {
    name: "ConfigError",
    message: "Cannot start as the configuration is wrong: " +
      "MLFLOW_TRACKING_URI must be an address that starts with http:// or https://; " +
      "DATASET_URL must be a path, or a file, http or https address; " +
      '--max-depth must be an integer in [1, 1000]: is "x"',
  });
});

Deno.test("readConfig() reads no variable that README, --help and the task do not name", () => {
  const asked = new Set<string>();
  const env = (name: string) => {
    asked.add(name);
    return name === "DATABASE_URL" ? "postgres://me@localhost/shop" : undefined;
  };
  readConfig(env, []);
  readConfig(env, ["--query", "select 1", "--schema", "s.json"]);
  const isAllowed = /--allow-env=(\S+)/.exec(workspace.tasks.train.command)?.[1]?.split(",");
  deepEqual([...asked].sort(), isAllowed?.toSorted());
  for (const name of asked) {
    equal(readme.includes(`\`${name}\``), true, name);
    if (name !== "USER") equal(USAGE.includes(name), true, name);
  }
});

Deno.test("--help names every flag with its default", () => {
  const { values, switches } = parseFlags([]);
  for (const [name, value] of Object.entries(values)) {
    const line = USAGE.split("\n").find((line) => line.startsWith(`  --${name} `)) ?? "";
    const described = USAGE.slice(USAGE.indexOf(line)).split("\n  --", 1)[0]!;
    equal(line !== "" && (value === "" || described.includes(value)), true, name);
  }
  for (const [name, isOn] of Object.entries(switches)) {
    if (name !== "help") equal(USAGE.includes(`  --${isOn ? "no-" : ""}${name} `), true, name);
  }
});

// deno-lint-ignore-file no-console -- a command line program
/**
 * Runs every test and says at the end how many passed, failed and were skipped, and why.
 *
 * Libraries without effects are tested with no permission at all, which proves that they have none.
 * Everything else may use this machine: its files, its programs and the loopback address.
 *
 * Usage: deno task test [FILTER]     (only tests whose name holds FILTER)
 *
 * @module
 */
import { readJunit, type Totals } from "./junit.ts";

const PURE = [
  "packages/answers",
  "packages/config",
  "packages/site_guard",
  "packages/task",
  "tasks",
  "packages/model",
  "packages/trees",
  "packages/forest",
  "packages/statistics",
  "packages/onnx",
  "packages/xgboost",
  "packages/lightgbm",
  "packages/catboost",
  "packages/sklearn",
  "packages/oci",
  "packages/pickle",
  "packages/rights",
  "packages/zip",
  "packages/tables",
];
const OTHERS = [
  ".ci",
  "packages/closing",
  "packages/direct_fetch",
  "packages/json_cost",
  "packages/mlflow",
  "packages/prediction_log",
  "packages/processes",
  "packages/signing",
  "functions",
  "ui",
  "local",
  "k8s",
  "lab",
  "loadtest",
  // One by one: of a folder that holds a member of the workspace, Deno 2.9.6 tests that member only.
  "knative/checklist",
  "knative/deploy",
  "knative/manifests",
  "knative/overlays",
];

/** Tests of a pure package that ask the outside, for example scikit-learn. */
const OUTSIDE = /_(reference|integration)_test\.ts$/;

const MACHINE = [
  "--allow-read",
  "--allow-write",
  "--allow-run",
  "--allow-env",
  "--allow-sys",
  "--allow-net=127.0.0.1,localhost,[::1]",
];

/** Several times what one run of all tests takes. */
const LIMIT_MS = 40 * 60_000;

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory && entry.name !== "dist") yield* filesBelow(path);
    else if (entry.isFile) yield path;
  }
}

async function run(title: string, args: readonly string[]): Promise<Totals> {
  console.log(`\n── ${title}`);
  const report = await Deno.makeTempFile({ suffix: ".xml" });
  const process = new Deno.Command("deno", {
    args: ["test", "--no-check", "--hide-stacktraces", `--junit-path=${report}`, ...args],
    stdin: "null",
  }).spawn();
  // A test that hangs must be a failure, not a run without an end.
  const timer = setTimeout(() => process.kill("SIGKILL"), LIMIT_MS);
  const { code } = await process.status;
  clearTimeout(timer);
  const xml = await Deno.readTextFile(report);
  await Deno.remove(report);
  try {
    return readJunit(xml);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    console.error(
      `The test runner ended with exit code ${code} and no report: counted as one failure`,
    );
    return { passed: 0, failed: 1, skipped: 0, skippedNames: [] };
  }
}

for await (const { name } of Deno.readDir("packages")) {
  if ([...PURE, ...OTHERS].includes(`packages/${name}`)) continue;
  console.error(
    `packages/${name} must be in one of the lists of ${import.meta.filename}: is in none`,
  );
  Deno.exit(1);
}

const filter = Deno.args[0] === undefined ? [] : [`--filter=${Deno.args[0]}`];
const outside: string[] = [];
for (const folder of PURE) {
  for await (const path of filesBelow(folder)) if (OUTSIDE.test(path)) outside.push(path);
}

const suites = [
  await run("Libraries, with no permission", [
    "--parallel",
    "--doc",
    `--ignore=${outside.join(",")}`,
    ...filter,
    ...PURE,
  ]),
  await run("Everything else, on this machine", [
    "--parallel",
    "--doc",
    ...MACHINE,
    ...filter,
    ...OTHERS,
    ...outside,
  ]),
];

const sum = (count: (totals: Totals) => number) => suites.reduce((n, t) => n + count(t), 0);
const skippedNames = suites.flatMap((totals) => totals.skippedNames);
if (skippedNames.length > 0) {
  console.log(`\nSkipped:\n${skippedNames.map((name) => `  ${name}`).join("\n")}`);
}
const failed = sum((totals) => totals.failed);
console.log(
  `\n${sum((totals) => totals.passed)} passed, ${failed} failed, ${skippedNames.length} skipped`,
);
Deno.exit(failed > 0 ? 1 : 0);

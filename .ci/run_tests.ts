// deno-lint-ignore-file no-console -- a command line program
/**
 * Runs every test and says at the end how many passed, failed and were skipped, and why.
 *
 * Libraries are tested with no permission at all, which proves that they need none, but those of
 * `libraries.ts` that reach this machine.
 * Everything else may use this machine: its files, its programs and the loopback address.
 *
 * Usage: deno task test [WORD]     (only tests whose name holds WORD)
 *
 * @module
 */
import { tellUsage } from "@mlops/processes/tell_usage";
import { closingLines, readJunit, type Totals } from "./junit.ts";
import { REACHING } from "./libraries.ts";

const [word] = Deno.args;
tellUsage(
  `Runs every test, which takes a quarter of an hour and more.

Usage: deno task test [WORD]     only tests whose name holds WORD`,
  Deno.args.length <= 1 && !word?.startsWith("-"),
);

/** Folders whose tests may use this machine, beside the libraries that do. */
const PROGRAMS = [
  ".ci",
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

/** Tests of a library without permissions that ask the outside, for example scikit-learn. */
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

const packages = await Array.fromAsync(Deno.readDir("packages"), ({ name }) => name);
const confined = packages.filter((name) => !REACHING.includes(name));
const libraries = ["tasks", ...confined.map((name) => `packages/${name}`)];

const filter = word === undefined ? [] : [`--filter=${word}`];
const outside: string[] = [];
for (const folder of libraries) {
  for await (const path of filesBelow(folder)) if (OUTSIDE.test(path)) outside.push(path);
}

const suites = [
  await run("Libraries, with no permission", [
    "--parallel",
    "--doc",
    `--ignore=${outside.join(",")}`,
    ...filter,
    ...libraries,
  ]),
  await run("Everything else, on this machine", [
    "--parallel",
    "--doc",
    ...MACHINE,
    ...filter,
    ...REACHING.map((name) => `packages/${name}`),
    ...PROGRAMS,
    ...outside,
  ]),
];

const { lines, isGood } = closingLines(suites, word);
for (const line of lines) console.log(line);
Deno.exit(isGood ? 0 : 1);

/**
 * The references that nobody here wrote and that tests are held to: the Python stack with
 * scikit-learn, the real MLflow server, Chromium, a cluster. A test names what it needs; where that
 * is missing the test is skipped with its reason in its name, and in CI (`CI=true`) it fails
 * instead, so that nothing is skipped unseen.
 *
 * For tests and benchmarks only; no service imports it.
 *
 * @module
 */
import { freePort } from "@mlops/processes/free_port";
import { untilAnswers } from "@mlops/processes/until_answers";
import { existsSync } from "@std/fs";

const ROOT = new URL("../", import.meta.url).pathname;
const SHARED = new URL("../../shared/", import.meta.url).pathname;

const LOCATIONS = {
  python: `${SHARED}baseline/setup`,
  golden: `${SHARED}golden/small.json`,
  cluster: `${SHARED}cluster/up`,
  chromium: "/usr/bin/chromium",
  pgbouncer: "/usr/sbin/pgbouncer",
  prometheus: "/usr/bin/prometheus",
  alertmanager: "/usr/bin/prometheus-alertmanager",
  go: "/usr/local/go/bin/go",
} as const;

/** Something outside the repository that a test compares with. */
export type Reference = keyof typeof LOCATIONS;

/**
 * Registers a test that needs references from outside the repository.
 *
 * @param name What the test shows.
 * @param needs The references that it uses.
 * @param body The test.
 * @param options Which of Deno's sanitizers look away.
 */
export function referenceTest(
  name: string,
  needs: readonly Reference[],
  body: (context: Deno.TestContext) => void | Promise<void>,
  options: Pick<Deno.TestDefinition, "sanitizeOps" | "sanitizeResources"> = {},
): void {
  const missing = needs.map((need) => LOCATIONS[need]).filter((path) => !existsSync(path));
  if (missing.length === 0) {
    Deno.test({ name, fn: body, ...options });
  } else if (Deno.env.get("CI") === "true") {
    Deno.test(name, () => {
      throw new Error(
        `Cannot run the test as in CI every reference must exist: missing ${missing}`,
      );
    });
  } else {
    Deno.test({ name: `${name} [skipped: ${missing} is missing]`, ignore: true, fn: body });
  }
}

/**
 * Runs a Python program in the reference environment and returns what it printed.
 *
 * @param program Source text of the program.
 * @param options `args` are its `sys.argv[1:]`, `env` is added to the environment; `python` is another
 * interpreter than the reference's.
 * @returns Standard output.
 * @throws {Error} If the program exits with another code than 0; the message holds its standard error.
 */
export async function runPython(
  program: string,
  options: { args?: string[]; env?: Record<string, string>; python?: string } = {},
): Promise<string> {
  const python = options.python ?? await referencePython();
  const { success, stdout, stderr } = await new Deno.Command(python, {
    args: ["-c", program, ...options.args ?? []],
    env: options.env ?? {},
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot run Python reference: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}

/**
 * Finds the reference environment's Python, making the environment the first time.
 *
 * @returns Path of the interpreter.
 */
export async function referencePython(): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(`${ROOT}.ci/python`).output();
  if (!success) {
    throw new Error(`Cannot make the Python environment: ${new TextDecoder().decode(stderr)}`);
  }
  return new TextDecoder().decode(stdout).trim();
}

/**
 * Finds the Python with MLflow 3, making its environment the first time.
 *
 * @returns Path of the interpreter.
 */
export async function mlflow3Python(): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(`${ROOT}.ci/mlflow3`).output();
  if (!success) {
    throw new Error(`Cannot make MLflow 3's environment: ${new TextDecoder().decode(stderr)}`);
  }
  return new TextDecoder().decode(stdout).trim();
}

/** Versions of MLflow that tests ask: the reference's, and the newest. */
export type MlflowRelease = "2.17.2" | "3.17.2";

/** A real MLflow server of the test's own; ends with the block that declares it (`await using`). */
export interface RealMlflow extends AsyncDisposable {
  /** Base address, without a final slash. */
  readonly url: string;
  /** Process group, for freezing it: `Deno.kill(-group, "SIGSTOP")`. */
  readonly group: number;
  /** Folder that holds its store and artifacts. */
  readonly directory: string;
}

/**
 * Starts a real MLflow server on a free port of the loopback address.
 *
 * @param options `backend` is a `postgresql://` address or the folder of a file store (default: SQLite);
 * `directory` is where it keeps things (default: a new temporary folder, removed at the end);
 * `port` is fixed for tests that start it again (default: a free one); `release` is which MLflow it is
 * (default: the reference's 2.17.2).
 * @returns The server, once `/health` answers.
 */
export async function startRealMlflow(
  options: { backend?: string; directory?: string; port?: number; release?: MlflowRelease } = {},
): Promise<RealMlflow> {
  const directory = options.directory ?? await Deno.makeTempDir({ prefix: "mlflow-" });
  const port = options.port ?? freePort();
  const program = options.release === "3.17.2"
    ? `${ROOT}.ci/mlflow3-server`
    : `${SHARED}baseline/mlflow-server`;
  const server = new Deno.Command(program, {
    args: [`${port}`, directory, ...options.backend === undefined ? [] : [options.backend]],
    stdout: "piped",
    stderr: "null",
    stdin: "null",
  }).spawn();
  const reader = server.stdout.getReader();
  const { value } = await reader.read();
  const group = Number(new TextDecoder().decode(value).trim());
  const url = `http://127.0.0.1:${port}`;
  await untilAnswers(`${url}/health`, server.status);
  return {
    url,
    group,
    directory,
    async [Symbol.asyncDispose]() {
      Deno.kill(-group, "SIGCONT");
      Deno.kill(-group, "SIGTERM");
      await server.status;
      await reader.cancel();
      if (options.directory === undefined) await Deno.remove(directory, { recursive: true });
    },
  };
}

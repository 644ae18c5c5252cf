/** How the training program ended; for tests. */
export interface Training {
  /** Exit code. */
  readonly code: number;
  /** The JSON lines of its standard output. */
  readonly events: readonly Readonly<Record<string, unknown>>[];
  /** Its standard error. */
  readonly stderr: string;
}

/** What differs from a bare `deno task train`. */
export interface TrainingOptions {
  /** Flags of the program. */
  readonly args?: readonly string[];
  /** Variables beside `MLFLOW_TRACKING_URI`; nothing is inherited but `PATH` and `DENO_DIR`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the program with SIGTERM when it settles. */
  readonly stopAt?: Promise<unknown>;
}

const ROOT = new URL("../../", import.meta.url).pathname;

/**
 * Runs the training as `deno task train` does, with exactly the permissions of that task, so that a
 * permission taken from it breaks the tests.
 *
 * @param trackingUri The tracking server.
 * @param options What differs.
 * @returns How it ended.
 */
export async function runTraining(
  trackingUri: string,
  options: TrainingOptions = {},
): Promise<Training> {
  const { env, args = [] } = options;
  const inherited = ["PATH", "HOME", "DENO_DIR"].flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  const process = new Deno.Command("deno", {
    args: [...await taskArguments(), ...args],
    cwd: ROOT,
    clearEnv: true,
    env: { ...Object.fromEntries(inherited), "MLFLOW_TRACKING_URI": trackingUri, ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let hasEnded = false;
  options.stopAt?.then(() => hasEnded || process.kill("SIGTERM"));
  const { code, stdout, stderr } = await process.output();
  hasEnded = true;
  const decoder = new TextDecoder();
  return {
    code,
    events: decoder.decode(stdout).split("\n").filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line)),
    stderr: decoder.decode(stderr),
  };
}

/** Arguments after the word "deno" of the task `train`. */
async function taskArguments(): Promise<string[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`));
  return tasks["train"].command.split(" ").slice(1);
}

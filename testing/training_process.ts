import { sendSignal } from "@mlops/processes/send_signal";

/** How the training program ended; for tests. */
export interface Training {
  /** Exit code. */
  readonly code: number;
  /** Its standard output. */
  readonly stdout: string;
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
  /** Folder of a bundle to run in the place of the sources, with nothing else to read. */
  readonly bundle?: string;
  /** A permission to take away: a flag as `--allow-read`, or one of a flag's names as `USER`. */
  readonly without?: string;
  /** Sends SIGTERM when it settles. */
  readonly stopAt?: Promise<unknown>;
  /** Sends SIGTERM when this event is told on standard output. */
  readonly stopAfter?: string;
}

const ROOT = new URL("../", import.meta.url).pathname;

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
    args: [...await programArguments(options), ...args],
    cwd: options.bundle ?? ROOT,
    clearEnv: true,
    env: { ...Object.fromEntries(inherited), "MLFLOW_TRACKING_URI": trackingUri, ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stop = () => sendSignal(process, "SIGTERM");
  options.stopAt?.then(stop);
  const stderr = new Response(process.stderr).text();
  stderr.catch(() => {}); // It is waited for at the end.
  let stdout = "";
  let isStopping = false;
  for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
    stdout += text;
    if (isStopping || !stdout.includes(`"event":"${options.stopAfter}"`)) continue;
    isStopping = true;
    stop();
  }
  const { code } = await process.status;
  const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
  return { code, stdout, events: lines.map((line) => JSON.parse(line)), stderr: await stderr };
}

/**
 * Lists what the task `train` may do.
 *
 * @returns Each flag without values, and each value of each flag.
 */
export async function taskPermissions(): Promise<string[]> {
  const flags = (await taskArguments()).filter((argument) => /^--(allow|ignore)-/.test(argument));
  return flags.flatMap((flag) => {
    const [, values] = flag.split("=");
    return values === undefined || values === "." ? [flag] : values.split(",");
  });
}

async function programArguments({ bundle, without }: TrainingOptions): Promise<string[]> {
  const words = await taskArguments(without);
  if (bundle === undefined) return words;
  const flags = words.slice(1, -1);
  return ["run", "--no-config", "--cached-only", ...flags, `${bundle}/main.js`];
}

/** Arguments after the word "deno" of the task `train`. */
async function taskArguments(without?: string): Promise<string[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`));
  const words: string[] = tasks["train"].command.split(" ").slice(1);
  return words.filter((word) => word !== without).map((word) => {
    const [flag, values] = word.split("=");
    if (values === undefined) return word;
    return `${flag}=${values.split(",").filter((value) => value !== without).join()}`;
  });
}

import { readConfig } from "../functions/predict/config.ts";
import { ownFiles } from "../functions/predict/run/own_files.ts";
import { runFlags } from "../functions/predict/run/run_flags.ts";
import { freePort } from "@mlops/processes/free_port";
import { sendSignal } from "@mlops/processes/send_signal";

/** The prediction service as a process of its own; ends with the block that declares it. */
export interface PredictProcess extends AsyncDisposable {
  /** Its address, without a final slash. */
  readonly url: string;
  /** Process id. */
  readonly pid: number;
  /** Lines of its log so far, parsed. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /**
   * Settles with its exit code and when it ended, in ms on the clock of `performance.now()`, once all that it
   * logged is read.
   */
  readonly ended: Promise<{ code: number; atMs: number }>;
}

/** How the service is started. */
export interface PredictOptions {
  /** Variables beside the address of the registry. */
  readonly env?: Readonly<Record<string, string>>;
}

const MAIN = new URL("../functions/predict/main.ts", import.meta.url).pathname;

/**
 * Starts the prediction service from source, with exactly the permissions that it runs with elsewhere.
 *
 * @param trackingUri The tracking server; nobody needs to listen there yet.
 * @param options Further variables.
 * @returns The process; it may not listen yet.
 */
export function startPredict(trackingUri: string, options: PredictOptions = {}): PredictProcess {
  const env: Record<string, string> = {
    MODEL_POLL_SECONDS: "0.2",
    ...options.env,
    PORT: `${freePort()}`,
    HOST: "127.0.0.1",
    MLFLOW_TRACKING_URI: trackingUri,
  };
  const child = new Deno.Command("deno", {
    args: ["run", "--cached-only", ...predictFlags(env), MAIN],
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const log: Record<string, unknown>[] = [];
  const read = readLines(child.stdout, (line) => log.push(JSON.parse(line)));
  const ended = child.status.then(async ({ code }) => {
    const atMs = performance.now();
    await read;
    return { code, atMs };
  });
  return {
    url: `http://127.0.0.1:${env["PORT"]}`,
    pid: child.pid,
    log,
    ended,
    async [Symbol.asyncDispose]() {
      sendSignal(child, "SIGKILL");
      await ended;
    },
  };
}

/**
 * Lists the flags that the service runs with from source.
 *
 * @param env Its variables.
 * @returns Flags for `deno run`: V8's, and exactly the permissions that it needs.
 */
export function predictFlags(env: Readonly<Record<string, string>>): string[] {
  return runFlags(readConfig((name) => env[name]), ownFiles());
}

async function readLines(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  take: (line: string) => void,
): Promise<void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(take);
  }
}

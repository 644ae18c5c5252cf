import { VARIABLES } from "../server/server_config.ts";
import { freePort } from "@mlops/processes/free_port";
import { sendSignal } from "@mlops/processes/send_signal";

/** The server program as a process of a test's own, with the permissions that it needs and no more. */
export interface RunningServer extends AsyncDisposable {
  /** Base address, without a final slash. */
  readonly url: URL;
  /** Sends a signal, and waits for the end. */
  readonly end: (signal: Deno.Signal) => Promise<Deno.CommandStatus>;
}

/**
 * Starts the server program over a folder.
 *
 * @param root The folder, which must exist.
 * @param keysFile File of API keys; without one, everyone may do everything.
 * @returns The server, once it says that it listens.
 */
export async function startServer(root: string, keysFile?: string): Promise<RunningServer> {
  const port = freePort();
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      `--allow-net=127.0.0.1:${port}`,
      `--allow-read=${[root, ...keysFile === undefined ? [] : [keysFile]]}`,
      `--allow-write=${root}`,
      `--allow-env=${VARIABLES}`,
      "--ignore-env=LOG_STREAM,LOG_TOKENS",
      new URL("../server/main.ts", import.meta.url).pathname,
    ],
    env: { PORT: `${port}`, HOST: "127.0.0.1", MLFLOW_ROOT: root, API_KEYS_FILE: keysFile ?? "" },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const output = child.stdout.getReader();
  const { done } = await output.read();
  if (done) throw new Error("Cannot start tracking server as it ended at once: see its output");
  let hasEnded = false;
  const end = async (signal: Deno.Signal) => {
    hasEnded = true;
    sendSignal(child, signal);
    const status = await child.status;
    await output.cancel();
    return status;
  };
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    end,
    async [Symbol.asyncDispose]() {
      if (!hasEnded) await end("SIGKILL");
    },
  };
}

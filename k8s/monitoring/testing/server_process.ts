import { freePort } from "@mlops/processes/free_port";
import { sendSignal } from "@mlops/processes/send_signal";
import { untilAnswers } from "@mlops/processes/until_answers";

/** One of Prometheus' programs, as a process of this machine. */
export interface ServerProcess extends AsyncDisposable {
  /** Host and port that it listens on. */
  readonly address: string;
}

/**
 * Starts one of Prometheus' programs on a free port of the loopback address.
 *
 * @param program Its name.
 * @param directory Its own folder, which goes with it.
 * @param args Its arguments, but for the address and how much it logs.
 * @returns The process, once it is ready.
 */
export async function startServer(
  program: string,
  directory: string,
  args: readonly string[],
): Promise<ServerProcess> {
  const address = `127.0.0.1:${freePort()}`;
  const child = new Deno.Command(program, {
    args: [...args, `--web.listen-address=${address}`, "--log.level=error"],
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  await untilAnswers(`http://${address}/-/ready`, child.status);
  return {
    address,
    async [Symbol.asyncDispose]() {
      sendSignal(child, "SIGTERM");
      await child.status;
      await Deno.remove(directory, { recursive: true });
    },
  };
}

import { freePort } from "@mlops/processes/free_port";
import { sendSignal } from "@mlops/processes/send_signal";
import { type K6Run, LoadError, readSummary } from "./k6_run.ts";
import { readAnswer } from "./read_answer.ts";

const SCRIPT = new URL("predict.js", import.meta.url).pathname;

/**
 * Finds k6 on this machine.
 *
 * @param home Home folder of the user.
 * @returns Its name or path, or `undefined` if there is none.
 */
export async function findK6(home: string): Promise<string | undefined> {
  for (const path of ["k6", `${home}/go/bin/k6`, `${home}/.cache/test-cluster/bin/k6`]) {
    try {
      const { success } = await new Deno.Command(path, {
        args: ["version"],
        stdin: "null",
        stdout: "null",
        stderr: "null",
      }).output();
      if (success) return path;
    } catch (error) {
      // A program that is not there could not be permitted by its name either.
      if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable) {
        continue;
      }
      throw error;
    }
  }
  return undefined;
}

/**
 * Starts a load on this machine.
 *
 * @param program k6.
 * @param options Settings as `settings.ts` reads them, and the signal on which k6 must end.
 * @returns The running load.
 */
export function startLocalK6(
  program: string,
  { env, signal }: {
    readonly env: Readonly<Record<string, string>>;
    readonly signal: AbortSignal;
  },
): K6Run {
  const address = `127.0.0.1:${freePort()}`;
  const child = new Deno.Command(program, {
    args: ["run", "--quiet", "--no-usage-report", `--address=${address}`, SCRIPT],
    env: { ...env, REPORT_DIR: "-" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    // A Ctrl-C on the terminal reaches this program alone, which passes it on once: two of them would
    // keep k6 from giving the alias back.
    detached: true,
  }).spawn();
  return {
    place: "on this machine",
    async metrics() {
      // Not yet, or no longer: k6's API lives as long as its load.
      const text = await readAnswer(`http://${address}/v1/metrics`);
      return text === undefined ? undefined : JSON.parse(text);
    },
    summary: summaryOf(child, signal),
  };
}

async function summaryOf(
  child: Deno.ChildProcess,
  ending: AbortSignal,
): Promise<ReturnType<typeof readSummary>> {
  const end = () => sendSignal(child, "SIGINT");
  ending.addEventListener("abort", end, { once: true });
  const { stdout, stderr, signal } = await child.output();
  ending.removeEventListener("abort", end);
  ending.throwIfAborted();
  if (signal !== null) {
    throw new LoadError(`Cannot run the load as k6 must run to its end: it got ${signal}`);
  }
  const decoder = new TextDecoder();
  return readSummary(decoder.decode(stdout), decoder.decode(stderr));
}

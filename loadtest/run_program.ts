// deno-lint-ignore-file no-console -- the end of command line programs
import { LoadError, LoadUsageError } from "./k6_run.ts";

/** Signals that ask a program to end, with the exit code that shells expect. */
const SIGNALS = [["SIGINT", 130], ["SIGTERM", 143]] as const;

/** Errors that say in one line what is wrong; of any other the stack is shown. */
const EXPECTED = ["LoadError", "ApplyError"];

/**
 * Runs a command line program of the load test; exit codes: what the program returns, 1 failed or something
 * is missing, 2 a command line that cannot be understood. A signal lets it take away first what it put into the
 * cluster; a second one ends it at once.
 *
 * @param main The program: gets the words of its command line and the signal on which it must end, and
 * returns its exit code.
 */
export async function runProgram(
  main: (args: readonly string[], signal: AbortSignal) => Promise<number>,
): Promise<void> {
  const controller = new AbortController();
  let signalCode: number | undefined;
  const listeners = SIGNALS.map(([name, code]) => {
    const listener = () => {
      for (const [of, it] of listeners) Deno.removeSignalListener(of, it);
      signalCode = code;
      console.error(`\n${name}: cleaning up`);
      controller.abort(new LoadError(`Ended by ${name}; nothing of the load is left`));
    };
    Deno.addSignalListener(name, listener);
    return [name, listener] as const;
  });
  try {
    Deno.exitCode = await main(Deno.args, controller.signal);
  } catch (error) {
    // Whatever went wrong after a signal went wrong because of it.
    const shown = controller.signal.aborted ? controller.signal.reason : error;
    if (!(shown instanceof Error) || !EXPECTED.includes(shown.name)) throw shown;
    console.error(shown.message);
    Deno.exitCode = signalCode ?? (shown instanceof LoadUsageError ? 2 : 1);
  } finally {
    for (const [name, listener] of listeners) Deno.removeSignalListener(name, listener);
  }
}

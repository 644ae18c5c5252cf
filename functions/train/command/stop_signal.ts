import { endingSignals } from "@mlops/processes/ending_signals";

/** The training was told to stop by the system or by Ctrl-C. */
export class StoppedError extends Error {
  /** What a shell expects as the exit code: 128 and the signal's number. */
  readonly exitCode: number;

  /**
   * Names the signal.
   */
  constructor(signal: Deno.Signal) {
    super(`Cannot finish the training as it was told to stop: ${signal}`);
    this.name = "StoppedError";
    this.exitCode = 128 + (signal === "SIGTERM" ? SIGTERM : SIGINT);
  }
}

const SIGINT = 2;
const SIGTERM = 15;

/**
 * Listens for the signals that ask a program to end. A second one ends it at once, as the listeners
 * are gone by then.
 *
 * @returns A signal that aborts with a {@linkcode StoppedError}.
 */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  const listeners = endingSignals().map((name) => {
    const listener = () => {
      for (const [other, handler] of listeners) Deno.removeSignalListener(other, handler);
      stop.abort(new StoppedError(name));
    };
    Deno.addSignalListener(name, listener);
    return [name, listener] as const;
  });
  return stop.signal;
}

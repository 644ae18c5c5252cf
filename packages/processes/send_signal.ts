/**
 * Sends a signal to a process, unless it has ended. Whoever is not told yet that it has, cannot know: Deno
 * throws then, by the moment one error or another.
 *
 * @param process The process.
 * @param signal The signal.
 */
export function sendSignal(process: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    process.kill(signal);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
  }
}

import { referencePython } from "@mlops/testing/reference";

/** The reference in Python, as one process that stays up between measurements, as a service would. */
export interface PythonReference extends AsyncDisposable {
  /**
   * Measures or scores something there.
   *
   * @param action Name of the action in `reference.py`.
   * @param argument Its argument.
   * @returns Its answer.
   */
  ask<T>(action: "one_row" | "batch" | "fit" | "score", argument: unknown): Promise<T>;
}

/**
 * Starts the reference, which trains the reference forest first.
 *
 * @param dataset Path of the data set.
 * @returns The reference, ready.
 * @throws {Error} If Python fails.
 */
export async function startPythonReference(dataset: string): Promise<PythonReference> {
  const process = new Deno.Command(await referencePython(), {
    args: [new URL("reference.py", import.meta.url).pathname, dataset],
    stdin: "piped",
    stdout: "piped",
    // Old kernels of OpenBLAS are no part of a forest, and are left as the machine sets them.
    stderr: "inherit",
  }).spawn();
  const input = process.stdin.getWriter();
  const output = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  return {
    async ask<T>(action: string, argument: unknown): Promise<T> {
      await input.write(new TextEncoder().encode(`${JSON.stringify({ action, argument })}\n`));
      while (!rest.includes("\n")) {
        const { value, done } = await output.read();
        if (done) throw new Error(`Cannot measure the reference as Python ended at "${action}"`);
        rest += value;
      }
      const end = rest.indexOf("\n");
      const answer = JSON.parse(rest.slice(0, end)) as T;
      rest = rest.slice(end + 1);
      return answer;
    },
    async [Symbol.asyncDispose]() {
      await input.close();
      await output.cancel();
      await process.status;
    },
  };
}

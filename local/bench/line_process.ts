import { TextLineStream } from "@std/streams";

/** A program that answers each line of JSON on its standard input by one on its standard output. */
export interface LineProcess extends AsyncDisposable {
  /**
   * Asks something.
   *
   * @param action Name of an action of the program.
   * @returns Its answer.
   * @throws {Error} If the program ends instead.
   */
  ask<T>(action: string, argument: unknown): Promise<T>;
}

/**
 * Starts such a program; it ends when it is disposed of.
 *
 * @param args Its arguments.
 * @returns The program.
 */
export function askLines(program: string, args: readonly string[]): LineProcess {
  const process = new Deno.Command(program, {
    args: [...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const input = process.stdin.getWriter();
  const lines = process.stdout
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream())
    .getReader();
  return {
    async ask<T>(action: string, argument: unknown): Promise<T> {
      await input.write(new TextEncoder().encode(`${JSON.stringify({ action, argument })}\n`));
      const { value, done } = await lines.read();
      if (done) throw new Error(`Cannot measure the reference as Python ended at "${action}"`);
      return JSON.parse(value) as T;
    },
    async [Symbol.asyncDispose]() {
      await input.close();
      await lines.cancel();
      await process.status;
    },
  };
}

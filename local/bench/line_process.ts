/** A program that answers each line of JSON on its standard input by one on its standard output. */
export interface LineProcess extends AsyncDisposable {
  /**
   * Asks something.
   *
   * @param action Name of an action of the program.
   * @param argument Its argument.
   * @returns Its answer.
   * @throws {Error} If the program ends instead.
   */
  ask<T>(action: string, argument: unknown): Promise<T>;
}

/**
 * Starts such a program; it ends when it is disposed of.
 *
 * @param program The program.
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

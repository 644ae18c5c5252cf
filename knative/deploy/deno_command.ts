import type { CommandResult } from "./command.ts";

/**
 * Runs a program to its end, as a process of this machine.
 *
 * @param program Its name or path.
 * @param args Its arguments.
 * @param options Text for its standard input, if any.
 * @returns What it left; `undefined` if there is no such program.
 */
export async function denoCommand(
  program: string,
  args: readonly string[],
  options: { readonly input?: string } = {},
): Promise<CommandResult | undefined> {
  const command = new Deno.Command(program, {
    args: [...args],
    stdin: options.input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  });
  const child = spawned(command);
  if (child === undefined) return undefined;
  const written = options.input === undefined ? undefined : write(child.stdin, options.input);
  const { code, stdout, stderr } = await child.output();
  await written;
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/**
 * Runs a program on this process's own terminal.
 *
 * @param program Its name or path.
 * @param args Its arguments.
 * @returns Its exit code.
 */
export async function denoAttached(program: string, args: readonly string[]): Promise<number> {
  const child = new Deno.Command(program, { args: [...args], stdin: "inherit" }).spawn();
  // Ctrl-C reaches both; the program decides, and this one waits for it.
  const ignore = () => {};
  Deno.addSignalListener("SIGINT", ignore);
  const { code } = await child.status;
  Deno.removeSignalListener("SIGINT", ignore);
  return code;
}

/**
 * Starts a program.
 *
 * @returns Its process; `undefined` if there is no such program.
 */
export function spawned(command: Deno.Command): Deno.ChildProcess | undefined {
  try {
    return command.spawn();
  } catch (error) {
    // A program that is not there could not be permitted by its name either.
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable) {
      return undefined;
    }
    throw error;
  }
}

async function write(stdin: WritableStream<Uint8Array>, input: string): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
  } catch (error) {
    // A program that has read enough, or ended early, says so by its exit code.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

/** What a program that ended has left. */
export interface CommandResult {
  /** Exit code. */
  readonly code: number;
  /** Standard output. */
  readonly stdout: string;
  /** Standard error. */
  readonly stderr: string;
}

/**
 * Runs a program to its end.
 *
 * @param program Its name, looked for on the PATH, or its path.
 * @param args Its arguments.
 * @param options Text for its standard input, if any.
 * @returns What it left; `undefined` if there is no such program.
 */
export type RunCommand = (
  program: string,
  args: readonly string[],
  options?: { readonly input?: string },
) => Promise<CommandResult | undefined>;

/**
 * Runs a program on the terminal, for what goes on until somebody stops it.
 *
 * @param program Its name, looked for on the PATH, or its path.
 * @param args Its arguments.
 * @returns Its exit code.
 */
export type RunAttached = (program: string, args: readonly string[]) => Promise<number>;

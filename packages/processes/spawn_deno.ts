import { PlatformError } from "./platform.ts";

/**
 * Starts Deno, the one that runs this process or another of the same name.
 *
 * @param options What it is started with.
 * @returns The process.
 * @throws {PlatformError} If none is on the PATH, as where Deno was called by its whole path.
 */
export function spawnDeno(options: Deno.CommandOptions): Deno.ChildProcess {
  try {
    return new Deno.Command("deno", options).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new PlatformError(
      'Cannot start as "deno" must be found on the PATH: it is not, so add the folder that it is in',
      { cause: error },
    );
  }
}

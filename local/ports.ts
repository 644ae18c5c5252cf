/**
 * Tells whether a port of the loopback address is free.
 *
 * @param port Number in `[1, 65535]`.
 * @returns `false` if another process listens on it.
 */
export function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse || error instanceof Deno.errors.PermissionDenied) {
      return false;
    }
    throw error;
  }
}

/**
 * Checks that a part's port is free before anything is started.
 *
 * @param part Name of the part, for the message.
 * @param variable Environment variable that chooses another port.
 * @throws {PortError} If another process listens there.
 */
export function requireFree(port: number, part: string, variable: string): void {
  if (!isFree(port)) throw new PortError(port, part, variable);
}

/**
 * Finds the first free port from a number on.
 *
 * @param first Where to begin.
 * @returns A port that nobody listens on.
 * @throws {RangeError} If a hundred in a row are taken.
 */
export function nextFree(first: number): number {
  for (let port = first; port < first + 100; port++) {
    if (isFree(port)) return port;
  }
  throw new RangeError(`Cannot find a free port as ${first} to ${first + 99} are all taken`);
}

/** A port that the stack needs is taken. */
export class PortError extends Error {
  /**
   * Names the port and the way around.
   *
   * @param part Name of the part that needs it.
   * @param variable Environment variable that chooses another port.
   */
  constructor(port: number, part: string, variable: string) {
    super(
      `Cannot start ${part} as port ${port} is taken by another process: ` +
        `stop that process, or choose another port with ${variable}=${nextFree(port + 1)}`,
    );
    this.name = "PortError";
  }
}

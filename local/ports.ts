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

/** A port that a part of the stack needs. */
export interface WantedPort {
  /** Number in `[1, 65535]`. */
  readonly port: number;
  /** Name of the part, for the message. */
  readonly part: string;
  /** Environment variable that chooses another port. */
  readonly variable: string;
}

/**
 * Tells which parts were given one port, which only one of them could have.
 *
 * @param wanted The ports.
 * @returns A sentence for each port that several parts have.
 */
export function sharedPorts(wanted: readonly WantedPort[]): string[] {
  return [...Map.groupBy(wanted, ({ port }) => port)].flatMap(([port, parts]) =>
    parts.length === 1
      ? []
      : `${list(parts.map(({ variable }) => variable))} must be different ports, for ` +
        `${list(parts.map(({ part }) => part))}: ${parts.length === 2 ? "both" : "all"} are ${port}`
  );
}

/**
 * Checks that ports are free before anything is started.
 *
 * @param wanted The ports.
 * @throws {PortError} If other processes listen on some of them: it names all of these.
 */
export function requireFree(wanted: readonly WantedPort[]): void {
  const taken = wanted.filter(({ port }) => !isFree(port));
  if (taken.length > 0) throw new PortError(taken, wanted);
}

/**
 * Finds the first free port from a number on.
 *
 * @param first Where to begin.
 * @param reserved Ports that are left to others.
 * @returns A port that nobody listens on.
 * @throws {RangeError} If a hundred in a row are taken.
 */
export function nextFree(first: number, reserved: ReadonlySet<number> = new Set()): number {
  for (let port = first; port < first + 100; port++) {
    if (!reserved.has(port) && isFree(port)) return port;
  }
  throw new RangeError(`Cannot find a free port as ${first} to ${first + 99} are all taken`);
}

/** Ports that the stack needs are taken. */
export class PortError extends Error {
  /**
   * Names the ports and the way around.
   *
   * @param taken Those that are taken, at least one.
   * @param wanted All that the stack needs: none of them is offered in the place of another.
   */
  constructor(taken: readonly WantedPort[], wanted: readonly WantedPort[]) {
    const used = new Set(wanted.map(({ port }) => port));
    const others = taken.map(({ port, variable }) => {
      const other = nextFree(port + 1, used);
      used.add(other);
      return `${variable}=${other}`;
    });
    const parts = list(taken.map(({ part }) => part));
    const ports = list(taken.map(({ port }) => `${port}`));
    super(
      taken.length === 1
        ? `Cannot start ${parts} as port ${ports} is taken by another process: ` +
          `stop that process, or choose another port with ${others.join(" ")}`
        : `Cannot start ${parts} as ports ${ports} are taken by other processes: ` +
          `stop these processes, or choose other ports with ${others.join(" ")}`,
    );
    this.name = "PortError";
  }
}

function list(items: readonly string[]): string {
  return new Intl.ListFormat("en-GB").format(items);
}

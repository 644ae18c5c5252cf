import { ConfigError } from "@mlops/config";

/** Thrown where another program listens on the port already. */
export class PortTakenError extends ConfigError {
  /**
   * Names the port and the way out.
   *
   * @param port Its number.
   */
  constructor(port: number) {
    super([
      `PORT must be free: another program listens on ${port}; end that one, or set PORT to another`,
    ]);
    this.name = "PortTakenError";
  }
}

/**
 * Serves where the configuration says, as every program that listens does.
 *
 * @param options Where; `onListen` is told the address, nobody if it is left out.
 * @param handler Answers requests.
 * @returns The server.
 * @throws {PortTakenError} If another program listens there.
 * @throws {ConfigError} If nobody can listen there.
 */
export function listen(
  { hostname, port, onListen = () => {} }: {
    readonly hostname: string;
    readonly port: number;
    readonly onListen?: (address: Deno.NetAddr) => void;
  },
  handler: Deno.ServeHandler<Deno.NetAddr>,
): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve({ hostname, port, onListen }, handler);
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) throw new PortTakenError(port);
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new ConfigError([
        `PORT must be one that this user may listen on, from 1024 on: is ${port}`,
      ]);
    }
    const isElsewhere = error instanceof Deno.errors.AddrNotAvailable ||
      error instanceof Error && /failed to lookup address/.test(error.message);
    if (!isElsewhere) throw error;
    throw new ConfigError([`HOST must be an address of this machine: is "${hostname}"`]);
  }
}

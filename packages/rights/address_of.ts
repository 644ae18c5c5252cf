/**
 * Finds the address of a client in what Deno tells of a connection.
 *
 * @param connection The second argument of a handler of `Deno.serve`, or nothing.
 * @returns The address of the client, or of the proxy before it; empty where there is none.
 */
export function addressOf(connection: unknown): string {
  const { remoteAddr } = (connection ?? {}) as { remoteAddr?: { hostname?: string } };
  return remoteAddr?.hostname ?? "";
}

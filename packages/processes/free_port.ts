/**
 * Finds a port of the loopback address that nobody listens on, below those that the system itself
 * hands out: a test that runs beside and listens on port 0 would else take it before it is used.
 *
 * @returns Its number, in [20000, 32000).
 */
export function freePort(): number {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    try {
      using _listener = Deno.listen({ hostname: "127.0.0.1", port });
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}

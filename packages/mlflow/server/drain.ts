import { whenTaken } from "@mlops/closing";

/** A handler that can be told to take no new requests. */
export interface Drainable {
  /** Answers a request; 503 once the handler drains. */
  readonly fetch: (request: Request, connection?: unknown) => Promise<Response>;
  /** Refuses new requests, and waits until those in flight are answered, `maxWaitMs` at most. */
  readonly drain: (maxWaitMs: number) => Promise<void>;
}

/**
 * Lets a server end without breaking uploads off. `Deno.HttpServer.shutdown()` alone ends the
 * reading of bodies at once (Deno 2.9.6: "Cannot read request body as underlying resource
 * unavailable"), so that it must come after the requests in flight are answered.
 *
 * @param handle Answers requests.
 * @returns The handler to serve, and how to drain it.
 */
export function drainable(
  handle: (request: Request, connection: unknown) => Promise<Response>,
): Drainable {
  const idle = Promise.withResolvers<void>();
  let isDraining = false;
  let inFlight = 0;
  const settle = () => {
    if (isDraining && inFlight === 0) idle.resolve();
  };
  return {
    fetch: async (request, connection) => {
      if (isDraining) {
        const headers = { "retry-after": "1", "connection": "close" };
        return new Response("Shutting down", { status: 503, headers });
      }
      inFlight += 1;
      const end = () => {
        inFlight -= 1;
        settle();
      };
      try {
        const response = await handle(request, connection);
        // An answer may begin before the body that it is made of has arrived.
        if (request.body !== null && response.body !== null) {
          return whenTaken(response, { onEnd: end });
        }
        end();
        return response;
      } catch (error) {
        end();
        throw error;
      }
    },
    drain: async (maxWaitMs) => {
      isDraining = true;
      settle();
      const timer = setTimeout(() => idle.resolve(), maxWaitMs);
      await idle.promise;
      clearTimeout(timer);
    },
  };
}

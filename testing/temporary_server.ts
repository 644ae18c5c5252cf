import { createTrackingServer, type TrackingServerOptions } from "@mlops/mlflow/server";

/** A tracking server of a test's own, without a socket; its folder goes with it. */
export interface TemporaryServer extends Disposable {
  /** Folder that it keeps things in. */
  readonly root: string;
  /** Answers a request. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Sends a request; a body that is no text or bytes is sent as JSON. */
  readonly send: (method: string, path: string, body?: unknown) => Promise<Response>;
}

/**
 * Makes a tracking server over a new folder.
 *
 * @param options Limits, if others than the defaults.
 * @returns The server; ends with the block that declares it (`using`).
 */
export function temporaryServer(options: Partial<TrackingServerOptions> = {}): TemporaryServer {
  const root = Deno.makeTempDirSync({ prefix: "tracking-" });
  const { fetch } = createTrackingServer({ root, ...options });
  return {
    root,
    fetch,
    send: (method, path, body) => {
      const isRaw = typeof body === "string" || body instanceof Uint8Array;
      return fetch(
        new Request(`http://tracking${path}`, {
          method,
          headers: { "content-type": "application/json" },
          ...body === undefined ? {} : { body: isRaw ? body as BodyInit : JSON.stringify(body) },
        }),
      );
    },
    [Symbol.dispose]: () => Deno.removeSync(root, { recursive: true }),
  };
}

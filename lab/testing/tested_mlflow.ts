import { createTrackingServer } from "@mlops/mlflow/server";

/** A tracking server on a free port, as `deno task start` has one. */
export async function startMlflow(): Promise<AsyncDisposable & { port: number }> {
  const root = await Deno.makeTempDir({ prefix: "lab-mlruns-" });
  const { fetch } = createTrackingServer({ root });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, fetch);
  return {
    port: server.addr.port,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await Deno.remove(root, { recursive: true });
    },
  };
}

/**
 * Runs the tracking server until SIGTERM or SIGINT, which lets requests in flight finish.
 *
 * `deno run --allow-net=127.0.0.1:5000 --allow-read=DIR --allow-write=DIR
 * --allow-env=PORT,HOST,MLFLOW_ROOT --ignore-env=LOG_STREAM,LOG_TOKENS packages/mlflow/server/main.ts`
 *
 * @module
 */
import { readServerConfig } from "./server_config.ts";
import { createTrackingServer } from "./tracking_server.ts";

const { host, port, root } = readServerConfig(Deno.env.get);
const log = (fields: Record<string, unknown>) => {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(fields)}\n`));
};
const { fetch } = createTrackingServer({
  root,
  onError: (error) => log({ level: "error", message: String(error) }),
});
const server = Deno.serve({
  hostname: host,
  port,
  onListen: (address) => {
    log({ level: "info", message: "listening", host: address.hostname, port: address.port, root });
  },
}, fetch);
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.addSignalListener(signal, () => void server.shutdown());
}
await server.finished;

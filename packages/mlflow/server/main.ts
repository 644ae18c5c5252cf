/**
 * Runs the tracking server until SIGTERM or SIGINT, which lets requests in flight finish.
 *
 * `deno run --allow-net=127.0.0.1:5000 --allow-read=DIR --allow-write=DIR
 * --allow-env=PORT,HOST,ALLOWED_HOSTS,K_SERVICE,MLFLOW_ROOT --ignore-env=LOG_STREAM,LOG_TOKENS
 * packages/mlflow/server/main.ts`
 *
 * @module
 */
import { endingSignals } from "@mlops/processes/ending_signals";
import { surviveRejections } from "@mlops/processes/survive_rejections";
import { SiteGuard } from "@mlops/site_guard";
import { drainable } from "./drain.ts";
import { readServerConfig } from "./server_config.ts";
import { createTrackingServer } from "./tracking_server.ts";

const MAX_DRAIN_MS = 10_000;

function log(fields: Record<string, unknown>): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(fields)}\n`));
}

/** Serves until a signal comes and what was in flight is answered. */
async function serve(): Promise<void> {
  const { host, port, allowedHosts, root } = readServerConfig(Deno.env.get);
  const guard = new SiteGuard(allowedHosts);
  const onError = (error: unknown) => log({ level: "error", message: String(error) });
  surviveRejections((reason) => log({ level: "error", message: "unhandled rejection", reason }));
  const { fetch, drain } = drainable(createTrackingServer({ root, guard, onError }).fetch);
  const onListen = (address: Deno.NetAddr) => {
    log({ level: "info", message: "listening", host: address.hostname, port: address.port, root });
  };
  const server = Deno.serve({ hostname: host, port, onListen }, fetch);
  for (const signal of endingSignals()) {
    Deno.addSignalListener(signal, () => void drain(MAX_DRAIN_MS).then(() => server.shutdown()));
  }
  await server.finished;
}

try {
  await serve();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  Deno.stderr.writeSync(new TextEncoder().encode(`${message}\n`));
  Deno.exit(1);
}

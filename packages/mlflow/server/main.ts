/**
 * Runs the tracking server until SIGTERM or SIGINT, which lets requests in flight finish.
 *
 * `deno run --allow-net=127.0.0.1:5000 --allow-read=DIR --allow-write=DIR
 * --allow-env --ignore-env=LOG_STREAM,LOG_TOKENS packages/mlflow/server/main.ts`
 *
 * @module
 */
import { endingSignals } from "@mlops/processes/ending_signals";
import { listen } from "@mlops/processes/listen";
import { closeRefused } from "@mlops/closing";
import { surviveRejections } from "@mlops/processes/survive_rejections";
import { Gate, openAuthenticator } from "@mlops/rights";
import { SiteGuard } from "@mlops/site_guard";
import { drainable } from "./drain.ts";
import { readServerConfig } from "./server_config.ts";
import { createTrackingServer } from "./tracking_server.ts";

const MAX_DRAIN_MS = 10_000;

/** How often the file of API keys is read again: so long a revoked key is still taken. */
const KEYS_MS = 2_000;

function log(fields: Record<string, unknown>): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(fields)}\n`));
}

/** Serves until a signal comes and what was in flight is answered. */
async function serve(): Promise<void> {
  const { host, port, allowedHosts, root, rights, maxArtifactsGib } = readServerConfig(
    Deno.env.get,
  );
  const guard = new SiteGuard(allowedHosts);
  const onError = (error: unknown) => log({ level: "error", message: String(error) });
  surviveRejections((reason) => log({ level: "error", message: "unhandled rejection", reason }));
  const { authenticator, refresh } = await openAuthenticator(rights, {
    readTextFile: (path) => Deno.readTextFile(path),
    fetch,
    now: Date.now,
    report: (event, detail) => log({ level: event === "keys" ? "info" : "warn", message: detail }),
  });
  const gate = authenticator.isOpen ? null : new Gate({
    authenticator,
    // Browsers ask for a name and a password then, and MLflow's clients have them.
    challenge: 'Basic realm="mlflow"',
    report: (note) => log({ level: "warn", message: "access refused", ...note }),
    now: () => performance.now(),
  });
  const server = createTrackingServer({
    root,
    guard,
    gate,
    maxArtifactsBytes: maxArtifactsGib * 1024 ** 3,
    onError,
  });
  const { fetch: handle, drain } = drainable(closeRefused(server.fetch));
  const onListen = (address: Deno.NetAddr) => {
    log({ level: "info", message: "listening", host: address.hostname, port: address.port, root });
  };
  const http = listen({ hostname: host, port, onListen }, rights.proxies.before(handle));
  const keysReader = setInterval(() => void refresh(), KEYS_MS);
  for (const signal of endingSignals()) {
    Deno.addSignalListener(signal, () => void drain(MAX_DRAIN_MS).then(() => http.shutdown()));
  }
  await http.finished;
  clearInterval(keysReader);
}

try {
  await serve();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  Deno.stderr.writeSync(new TextEncoder().encode(`${message}\n`));
  Deno.exit(1);
}

import { delay } from "@std/async";
import { endingSignals } from "@mlops/processes/ending_signals";
import { listen } from "@mlops/processes/listen";
import type { Config } from "../config.ts";
import type { Service } from "../create_service.ts";
import type { Logger } from "../logger.ts";

/** How often bodies that arrive too slowly are looked for. */
const SWEEP_MS = 500;

/** How often the file of API keys is read again: so long a revoked key is still taken. */
const KEYS_MS = 2_000;

/**
 * How long the service still accepts connections while `/readyz` says that it ends: the time that
 * whoever sends it requests needs to notice.
 */
const NOTICE_MS = 300;

/**
 * How long answers that are made may still be on their way to slow readers. A connection whose request
 * never arrives whole looks the same from here, so that there must be an end.
 */
const STRAGGLER_MS = 5_000;

/** How long the last predictions may take to reach the log; then they are counted as dropped. */
const LOG_FLUSH_MS = 5_000;

/**
 * Listens, follows the registry, and ends on SIGTERM or SIGINT once everything accepted is answered.
 *
 * @param service The assembled service.
 * @param config Where it listens.
 * @param within The log, and what reads the API keys again.
 * @returns Settles when the service has ended.
 */
export async function serve(
  service: Service,
  config: Config,
  { logger, refreshKeys }: { logger: Logger; refreshKeys: () => Promise<void> },
): Promise<void> {
  const { app, follower, bodies, lifecycle, metrics } = service;
  const stopFollowing = new AbortController();
  const following = follower.follow(stopFollowing.signal).catch((error: unknown) => {
    logger.error("the registry is no longer followed", { reason: String(error) });
  });
  const server = listen({
    hostname: config.hostname,
    port: config.port,
    onListen: ({ hostname, port }) => logger.info("listening", { hostname, port }),
  }, config.rights.proxies.before(app.fetch));
  const isIdle = async () => {
    while (metrics.inFlight.value > 0) await delay(10);
  };
  const sweeper = setInterval(() => bodies.sweep(), SWEEP_MS);
  const keysReader = setInterval(() => void refreshKeys(), KEYS_MS);
  service.heartbeat.start();

  const signal = await nextSignal(endingSignals());
  logger.info("ending", { signal, inFlight: metrics.inFlight.value });
  lifecycle.drain();
  stopFollowing.abort();
  await delay(NOTICE_MS);
  lifecycle.close();
  // Deno 2.9.6's shutdown() ends at once the reading of bodies that still arrive, so it comes last.
  await isIdle();
  await Promise.race([server.shutdown(), isIdle().then(() => delay(STRAGGLER_MS))]);
  await following;
  // Together: a heartbeat that a frozen database does not take ends with the log's connections.
  await Promise.all([
    service.heartbeat.stop(),
    service.predictionLog.close(LOG_FLUSH_MS),
    service.audit.trail.close(LOG_FLUSH_MS),
  ]);
  clearInterval(sweeper);
  clearInterval(keysReader);
  logger.info("ended");
}

/** Waits for the first signal; the next one then ends the process at once, as it would without this. */
function nextSignal(signals: readonly Deno.Signal[]): Promise<Deno.Signal> {
  const { promise, resolve } = Promise.withResolvers<Deno.Signal>();
  const listeners = signals.map((signal) => [signal, () => resolve(signal)] as const);
  for (const [signal, listener] of listeners) Deno.addSignalListener(signal, listener);
  return promise.finally(() => {
    for (const [signal, listener] of listeners) Deno.removeSignalListener(signal, listener);
  });
}

/**
 * The prediction service as a process: reads the environment, assembles the real parts, listens, and
 * ends cleanly on SIGTERM or SIGINT.
 *
 * @module
 */
import { ConfigError } from "@mlops/config";
import { surviveRejections } from "@mlops/processes/survive_rejections";
import { bootPhases } from "./metrics/boot_phases.ts";
import { readConfig } from "./config.ts";
import { createLogger } from "./logger.ts";
import { createService } from "./create_service.ts";
import { openRights } from "./run/open_rights.ts";
import { ownFiles } from "./run/own_files.ts";
import { readTrustedKeys } from "./model/trusted_keys.ts";
import { serve } from "./run/serve.ts";

bootPhases.end("imports");
// deno-lint-ignore no-console -- standard output is where the log goes
const logger = createLogger((line) => console.log(line), Date.now);
try {
  const config = readConfig((name) => Deno.env.get(name));
  bootPhases.end("configuration");
  const { authenticator, refresh, keys } = await openRights(config, logger);
  const service = createService(config, {
    logger,
    documentation: ownFiles().documentation,
    trustedKeys: await readTrustedKeys(config.requiredSignature),
    authenticator,
    onBootPhase(phase) {
      if (bootPhases.isOver) return;
      bootPhases.end(phase);
      if (!bootPhases.isOver) return;
      service.metrics.booted(bootPhases.durationsMs);
      logger.info("booted", { phasesMs: bootPhases.durationsMs });
    },
  });
  surviveRejections((reason) => {
    service.metrics.unhandledRejections.value++;
    logger.error("a promise was rejected that nobody handles", { reason });
  });
  let seen = keys();
  service.audit.sawKeys(seen);
  const refreshKeys = async () => {
    await refresh();
    if (keys() !== seen) service.audit.sawKeys(seen = keys());
  };
  await serve(service, config, { logger, refreshKeys });
  // Connections that are still open then must not keep the process.
  Deno.exit(0);
} catch (error) {
  if (error instanceof ConfigError) {
    for (const fault of error.faults) logger.error("configuration is wrong", { fault });
  } else {
    // Thrown on, it would be survived as any rejection: a service that follows and does not listen.
    logger.error("the service cannot run", { reason: String(error) });
  }
  Deno.exit(1);
}

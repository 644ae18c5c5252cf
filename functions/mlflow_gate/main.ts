/**
 * The gate in front of MLflow as a process: reads the environment, listens, and ends on SIGTERM or
 * SIGINT once everything accepted is answered.
 *
 * @module
 */
import { ConfigError } from "@mlops/config";
import { fetchWithCredentials } from "@mlops/direct_fetch";
import { drainable } from "@mlops/mlflow/drain";
import { endingSignals } from "@mlops/processes/ending_signals";
import { listen } from "@mlops/processes/listen";
import { surviveRejections } from "@mlops/processes/survive_rejections";
import { addressOf, Gate, KeyFileError, openAuthenticator } from "@mlops/rights";
import { SiteGuard } from "@mlops/site_guard";
import { AuditPost } from "./audit_post.ts";
import { readConfig } from "./config.ts";
import { MlflowGate } from "./gate.ts";
import { GateAudit } from "./gate_audit.ts";

/** How often the file of API keys is read again: so long a revoked key is still taken. */
const KEYS_MS = 2_000;

const MAX_DRAIN_MS = 20_000;

/** A pod has 30 s to end. */
const MAX_AUDIT_MS = 5_000;

function log(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
  // deno-lint-ignore no-console -- standard output is the log of a container
  console.log(JSON.stringify({ time: new Date().toISOString(), message, ...fields }));
}

async function main(): Promise<void> {
  const config = readConfig((name) => Deno.env.get(name));
  const { authenticator, refresh } = await openAuthenticator(config.rights, {
    readTextFile: Deno.readTextFile,
    fetch,
    now: Date.now,
    report: (event, detail) => log(event === "keys" ? "API keys read" : "trouble", { detail }),
  });
  const access = new Gate({
    authenticator,
    // Browsers then ask for a password, which is the key; MLflow's clients send either kind.
    challenge: 'Basic realm="MLflow", charset="UTF-8"',
    report: (note) => log("access refused", { ...note }),
    now: () => performance.now(),
  });
  const post = config.audit === null ? null : new AuditPost({
    ...config.audit,
    fetch: fetchWithCredentials,
    trouble: (reason, lost) =>
      log(lost === undefined ? "audit cannot be told" : "audit entry is in this log alone", {
        reason,
        ...lost,
      }),
  });
  const audit = post === null ? null : new GateAudit(post, Date.now);
  const gate = new MlflowGate({
    mlflowUrl: config.mlflowUrl,
    fetch,
    access,
    guard: new SiteGuard(config.allowedHosts),
    maxArtifactBytes: config.maxArtifactBytes,
    secondPersonFor: config.secondPersonFor,
    record: (entry) => log("registry changed", entry),
    audit,
    trouble: (reason) => log("MLflow cannot be asked", { reason }),
  });
  surviveRejections((reason) => log("a promise was rejected that nobody handles", { reason }));
  const { fetch: answer, drain } = drainable((request: Request, connection: unknown) =>
    gate.answer(request, addressOf(connection))
  );
  const server = listen({
    hostname: config.hostname,
    port: config.port,
    onListen: ({ hostname, port }) => log("listening", { hostname, port }),
  }, config.rights.proxies.before(answer));
  const keysReader = setInterval(() => void refresh(), KEYS_MS);
  for (const signal of endingSignals()) {
    Deno.addSignalListener(signal, () => void drain(MAX_DRAIN_MS).then(() => server.shutdown()));
  }
  await server.finished;
  clearInterval(keysReader);
  audit?.flush();
  await post?.close(MAX_AUDIT_MS);
}

try {
  await main();
  Deno.exit(0);
} catch (error) {
  if (error instanceof ConfigError) {
    for (const fault of error.faults) log("configuration is wrong", { fault });
  } else if (error instanceof KeyFileError) {
    log("configuration is wrong", { fault: `API_KEYS_FILE must hold keys: ${error.message}` });
  } else {
    log("the gate cannot run", { reason: String(error) });
  }
  Deno.exit(1);
}

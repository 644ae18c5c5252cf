/**
 * The page's server: reads the configuration, loads the built site into memory, listens, and ends
 * on SIGTERM once every request is answered. Build the site first: `deno task build:ui`.
 *
 * @module
 */
import { endingSignals } from "@mlops/processes/ending_signals";
import { listen } from "@mlops/processes/listen";
import { ConfigError } from "@mlops/config";
import { MlflowClient } from "@mlops/mlflow";
import { closeRefused } from "@mlops/closing";
import { drainable } from "@mlops/mlflow/drain";
import { Gate, KeyFileError, openAuthenticator } from "@mlops/rights";
import { surviveRejections } from "@mlops/processes/survive_rejections";
import { SiteGuard } from "@mlops/site_guard";
import { TASKS } from "@mlops/tasks";
import { type Config, readConfig } from "./config.ts";
import { createApiForwarder } from "./server/api_forwarder.ts";
import { createApp } from "./server/app.ts";
import { nameSite } from "./server/name_site.ts";
import { createMlflowRegistry } from "./server/mlflow_registry.ts";
import { KeyAdmission } from "./server/sign_in/key_admission.ts";
import { openSignIn } from "./server/sign_in/open_sign_in.ts";
import { readSite } from "./server/site.ts";

/** Someone waits at the model pages; a tracking server that takes longer is shown as down. */
const MLFLOW_TIMEOUT_MS = 8000;

/** A hundred versions with their tags; whoever writes the registry must not choose this server's memory. */
const MLFLOW_ANSWER_BYTES = 4 * 2 ** 20;

/** How often the file of API keys is read again: so long a revoked key is still taken. */
const KEYS_MS = 2_000;

/** The prediction service gives up a body that does not arrive within 10 s. */
const MAX_DRAIN_MS = 20_000;

function log(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
  // deno-lint-ignore no-console -- standard output is the log of a container
  console.log(JSON.stringify({ time: new Date().toISOString(), message, ...fields }));
}

async function main(): Promise<void> {
  const config = readConfig((name) => Deno.env.get(name));
  // The bundle lies in dist/ beside the site, the source one folder above.
  const isBundle = import.meta.url.endsWith("/dist/main.js");
  const built = await readSite(new URL(isBundle ? "./site/" : "./dist/site/", import.meta.url));
  const task = TASKS.find(({ model }) => model === config.modelName) ?? null;
  const site = task === null ? await nameSite(built, config.modelName) : built;
  const client = new MlflowClient({
    trackingUri: config.trackingUri,
    timeoutMs: MLFLOW_TIMEOUT_MS,
    maxAnswerBytes: MLFLOW_ANSWER_BYTES,
    retries: { maxAttempts: 2 },
    ...config.mlflowCredentials === null ? {} : { credentials: config.mlflowCredentials },
  });
  const { keys, refresh } = await openKeys(config);
  const app = createApp({
    guard: new SiteGuard(config.allowedHosts),
    site,
    task,
    modelName: config.modelName,
    forward: createApiForwarder(config.apiUrl, { apiKey: config.apiKey }),
    heartbeats: config.heartbeatsUrl === null
      ? null
      : createApiForwarder(config.heartbeatsUrl, { apiKey: config.apiKey }),
    registry: createMlflowRegistry(client, config.mlflowPublicUrl),
    signIn: await openSignIn(config.signIn, log),
    keys,
    // Where keys are asked for, the right to promote is one of theirs.
    adminToken: keys === null ? config.adminToken : null,
    report: (error) => log("Unexpected error", { name: error.name, error: error.message }),
  });
  surviveRejections((reason) => log("A promise was rejected that nobody handles", { reason }));
  const { fetch, drain } = drainable(
    closeRefused(async (request, connection: unknown) =>
      await app.fetch(request, connection ?? {})
    ),
  );
  const server = listen({
    port: config.port,
    hostname: config.hostname,
    onListen: ({ hostname, port }) => log("Listening", { hostname, port }),
  }, config.proxies.before(fetch));
  for (const signal of endingSignals()) {
    Deno.addSignalListener(signal, () => void drain(MAX_DRAIN_MS).then(() => server.shutdown()));
  }
  const keysReader = setInterval(() => void refresh(), KEYS_MS);
  await server.finished;
  clearInterval(keysReader);
  log("Stopped");
}

/** Lets people in by keys where there are some and nobody signs in. */
async function openKeys(
  { keysFile, signIn }: Config,
): Promise<{ keys: KeyAdmission | null; refresh: () => Promise<void> }> {
  if (keysFile === null || signIn !== null) return { keys: null, refresh: async () => {} };
  const { authenticator, refresh } = await openAuthenticator({ keysFile, oidc: null }, {
    readTextFile: (path) => Deno.readTextFile(path),
    fetch,
    now: Date.now,
    report: (event, detail) => log(event === "keys" ? "API keys read" : "Trouble", { detail }),
  });
  const gate = new Gate({
    authenticator,
    challenge: 'Basic realm="page", charset="UTF-8"',
    report: (note) => log("Access refused", { ...note }),
    now: () => performance.now(),
  });
  return { keys: new KeyAdmission(gate), refresh };
}

try {
  await main();
  Deno.exit(0);
} catch (error) {
  if (error instanceof ConfigError) {
    log(error.message);
  } else if (error instanceof KeyFileError) {
    log(`Cannot serve the page as API_KEYS_FILE must hold keys: ${error.message}`);
  } else if (error instanceof Deno.errors.NotFound) {
    log('Cannot serve the page as it is not built: run "deno task build:ui"');
  } else {
    // Thrown on, it would be survived as any rejection.
    log("Cannot serve the page", { error: String(error) });
  }
  Deno.exit(1);
}

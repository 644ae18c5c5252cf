import type { PublicKey } from "@mlops/signing";
import { MlflowClient } from "@mlops/mlflow";
import { SiteGuard } from "@mlops/site_guard";
import { type Authenticator, Gate } from "@mlops/rights";
import type { Hono } from "hono";
import { type OpenAudit, openAudit } from "./audit/open_audit.ts";
import { Admission } from "./http/admission.ts";
import { createApp } from "./app.ts";
import { BodyReader } from "./http/body_reader.ts";
import { ByteBudget } from "./http/byte_budget.ts";
import type { BootPhase } from "./metrics/boot_phases.ts";
import type { Config } from "./config.ts";
import { Lifecycle } from "./http/lifecycle.ts";
import type { Logger } from "./logger.ts";
import { Metrics } from "./metrics/metrics.ts";
import { type OpenModels, openModels } from "./model/open_models.ts";
import { REGISTRY_TIMEOUT_MS } from "./model/registry_timeout_and_retry.ts";
import { declareProcessMetrics } from "./metrics/process_metrics.ts";
import { type OpenLog, openLog } from "./log/open_log.ts";
import { Explanations } from "./scoring/explanations.ts";
import { Predictor } from "./scoring/predictor.ts";
import { Turns } from "./http/turns.ts";
import { auditRoutes } from "./routes/audit.ts";
import { feedbackRoute } from "./routes/feedback.ts";
import { documentationRoutes } from "./routes/documentation.ts";
import { explainRoute } from "./routes/explain.ts";
import { inferenceRoutes } from "./routes/inference.ts";
import { invocationRoutes } from "./routes/invocations.ts";
import { metricsRoute } from "./routes/metrics.ts";
import { modelRoutes } from "./routes/model.ts";
import { repositoryRoutes } from "./routes/repository.ts";
import { predictCsvRoute } from "./routes/predict_csv.ts";
import { predictRoute } from "./routes/predict.ts";
import { driftRoute } from "./routes/drift.ts";
import { qualityRoute } from "./routes/quality.ts";
import { trafficRoute } from "./routes/traffic.ts";
import { findTracer } from "./http/trace.ts";
import { Heartbeat } from "./traffic/heartbeat.ts";
import { serviceRoutes } from "./routes/service.ts";

/** The assembled service. */
export interface Service extends OpenModels {
  /** Its HTTP side. */
  readonly app: Hono;
  /** Reads bodies; its `sweep` is to be called every half second. */
  readonly bodies: BodyReader;
  /** Whether the service is about to end. */
  readonly lifecycle: Lifecycle;
  /** What is counted. */
  readonly metrics: Metrics;
  /** Where predictions are recorded; to be closed at the end. */
  readonly predictionLog: OpenLog;
  /** What was changed by whom; to be closed at the end. */
  readonly audit: OpenAudit;
  /** Notes how the instance is; to be started. */
  readonly heartbeat: Heartbeat;
}

/** A model file that takes longer will not arrive. */
const DOWNLOAD_TIMEOUT_MS = 60_000;

/** Aliases, a version, or a run: they are parsed in the thread that serves. */
const REGISTRY_ANSWER_BYTES = 2 ** 20;

/** Share of the memory that large requests and answers under way take together. */
const BODIES_SHARE_OF_MEMORY = 1 / 2;

/**
 * Assembles the real parts of the service; nothing runs yet.
 *
 * @param config What the service is to do.
 * @param options The log, the folder of the API page's files, the keys that versions must be signed
 * with (with none, no signature is asked for), who finds out who asks (with none, everyone may do everything),
 * and who is told of the start's phases.
 * @returns The service.
 */
export function createService(
  config: Config,
  {
    logger,
    documentation,
    trustedKeys = [],
    authenticator = null,
    onBootPhase: onPhase = () => {},
  }: {
    logger: Logger;
    documentation: string;
    trustedKeys?: readonly PublicKey[];
    authenticator?: Authenticator | null;
    onBootPhase?: (phase: BootPhase) => void;
  },
): Service {
  const now = () => performance.now();
  const metrics = new Metrics();
  declareProcessMetrics(metrics.exposition);
  const lifecycle = new Lifecycle();
  const bodies = new BodyReader(now);
  const client = new MlflowClient({
    trackingUri: config.trackingUri,
    credentials: config.credentials ?? undefined,
    timeoutMs: REGISTRY_TIMEOUT_MS,
    transferTimeoutMs: DOWNLOAD_TIMEOUT_MS,
    maxAnswerBytes: REGISTRY_ANSWER_BYTES,
    // The follower is the one place that tries again.
    retries: { maxAttempts: 1 },
  });
  const audit = openAudit(config, { logger, client });
  const { notes } = audit;
  const models = openModels(config, { client, trustedKeys, metrics, notes, logger, onPhase });
  const { store } = models;
  const instance = config.instance || `local-${crypto.randomUUID().slice(0, 8)}`;
  const { exposition } = metrics;
  const predictionLog = openLog(config, { logger, exposition, instance });
  const { log, database } = predictionLog;
  const turns = new Turns();
  const explanations = new Explanations({ turns, now });
  const predictor = new Predictor({
    store,
    metrics,
    turns,
    now,
    log,
    timeOfDay: Date.now,
    later: (work) => void setTimeout(work),
  });
  const heartbeat = new Heartbeat({
    instance,
    store,
    database,
    startedMs: performance.timeOrigin,
    meter: metrics.traffic,
    inFlight: metrics.inFlight,
    timeOfDay: Date.now,
  });
  const gate = makeGate(authenticator);
  const app = createApp({
    routes: [
      predictRoute({ predictor, explanations, bodies }),
      predictCsvRoute({ predictor, bodies }),
      explainRoute({ predictor, explanations, bodies, turns, now }),
      ...modelRoutes(store),
      ...inferenceRoutes({ store, predictor, bodies, lifecycle }),
      ...repositoryRoutes({ store, bodies }),
      ...invocationRoutes({ store, predictor, bodies }),
      ...auditRoutes({ trail: audit.trail, bodies }),
      feedbackRoute({ database: predictionLog.outcomes, bodies }),
      qualityRoute({ database, store }),
      driftRoute({ database, store }),
      trafficRoute({ heartbeat, database, timeOfDay: Date.now }),
      metricsRoute(metrics),
      ...serviceRoutes({ store, lifecycle, trackingUri: client.trackingUri }),
      ...documentationRoutes({ store, directory: documentation, isOpen: gate === null }),
    ],
    guard: new SiteGuard(config.allowedHosts),
    admission: new Admission(config.maxConcurrency, metrics.waiting),
    budget: new ByteBudget(config.memoryLimitMib * 2 ** 20 * BODIES_SHARE_OF_MEMORY),
    metrics,
    logger,
    lifecycle,
    now,
    gate,
    audit: audit.trail,
    tracer: findTracer(),
  });
  return { ...models, app, bodies, lifecycle, metrics, predictionLog, audit, heartbeat };
}

/** Lets in whoever has the right; `null` where everyone may do everything. */
function makeGate(authenticator: Authenticator | null): Gate | null {
  if (authenticator === null || authenticator.isOpen) return null;
  return new Gate({
    authenticator,
    challenge: 'Bearer realm="predictions"',
    // The audit notes it, which is in the log as well.
    report: () => {},
    now: () => performance.now(),
  });
}

import type { BodyBounds } from "@mlops/closing";
import { type Context, Hono } from "hono";
import { describeIdentity, type Gate, type Identity } from "@mlops/rights";
import { claimsMover, moverTag } from "../alias_mover.ts";
import { SiteGuard } from "@mlops/site_guard";
import { WireObject } from "../wire_object.ts";
import { answerRefusal } from "./requests/answer_refusal.ts";
import { addArtifactRoutes, checkPath, formatArtifact } from "./artifacts/artifact_routes.ts";
import { ArtifactQuota } from "./artifacts/artifact_quota.ts";
import { ArtifactStore, ownArtifactPath } from "./artifacts/artifact_store.ts";
import { admit, type Askers, hardenAnswers, refuseSites } from "./requests/before_calls.ts";
import { CallTable, unlessEmpty, withPathFields } from "./requests/call.ts";
import { experimentCalls } from "./tracking/experiment_calls.ts";
import { ExperimentStore } from "./tracking/experiment_store.ts";
import { loggedModelCalls } from "./tracking/logged_model_calls.ts";
import { LoggedModelStore } from "./tracking/logged_model_store.ts";
import { ModelVersionStore } from "./registry/model_version_store.ts";
import { OVERVIEW_CSS } from "./overview/overview_css.ts";
import { overviewPage } from "./overview/overview_page.ts";
import { invalidParameter, RefusedRequest } from "./requests/refused_request.ts";
import { RegisteredModelStore } from "./registry/registered_model_store.ts";
import { registryCalls } from "./registry/registry_calls.ts";
import { readFields } from "./requests/request_fields.ts";
import { runCalls, runIdOf } from "./tracking/run_calls.ts";
import { RunLog } from "./tracking/run_log.ts";
import { RunStore } from "./tracking/run_store.ts";
import { StoreFolder } from "./file_store/store_folder.ts";

/** Where a tracking server keeps things, and how large requests may be. */
export interface TrackingServerOptions {
  /** Folder that holds `mlruns/` and `artifacts/`; made if it does not exist. */
  readonly root: string;
  /** Refuses what other sites send. Default: one that knows no names but those that all servers have. */
  readonly guard?: SiteGuard;
  /** Decides who may read and write. Default `null`: everyone. */
  readonly gate?: Gate | null;
  /** Largest JSON body, in bytes. Default 32 MiB. */
  readonly maxBodyBytes?: number;
  /** Largest artifact, in bytes. Default 8 GiB. */
  readonly maxArtifactBytes?: number;
  /** Most bytes of all artifacts together. Default 100 GiB. */
  readonly maxArtifactsBytes?: number;
  /** Longest wait for the next bytes of a body or an artifact, in ms. Default 30 000. */
  readonly maxStallMs?: number;
  /** Longest time that an artifact takes to arrive, in ms; a body has a minute. Default one hour. */
  readonly maxArtifactMs?: number;
  /** Told of errors that are no refusals, which clients see without details. Default: nobody. */
  readonly onError?: (error: unknown) => void;
}

/** A tracking server, ready to be served. */
export interface TrackingServer {
  /** Answers a request; wrong credentials are counted by the address that the connection comes from. */
  readonly fetch: (request: Request, connection?: unknown) => Promise<Response>;
}

/** The version of MLflow whose protocol and file store this is. */
const MLFLOW_VERSION = "2.17.2";
const PREFIXES = ["/api/2.0", "/ajax-api/2.0"];

/** What MLflow 3's client asks before it transfers artifacts: nothing of it is offered here. */
const SERVER_INFO = {
  "store_type": "FileStore",
  "workspaces_enabled": false,
  "trace_archival_enabled": false,
  "multipart_uploads_enabled": false,
  "multipart_downloads_enabled": false,
  "presigned_upload_run_id_supported": false,
  "presigned_upload_model_id_supported": false,
};

/**
 * Makes a tracking server over a folder in the layout of MLflow 2.17.2's file store. One server at a
 * time may write to a folder.
 *
 * @example Serve a folder
 * ```ts
 * import { createTrackingServer } from "@mlops/mlflow/server";
 * import { equal } from "node:assert/strict";
 *
 * const { fetch } = createTrackingServer({ root: await Deno.makeTempDir() });
 * // Deno.serve({ port: 5000, hostname: "127.0.0.1" }, fetch);
 * const response = await fetch(new Request("http://localhost:5000/health"));
 * equal(await response.text(), "OK");
 * ```
 *
 * @param options Where things are kept.
 * @returns The server.
 */
export function createTrackingServer(options: TrackingServerOptions): TrackingServer {
  const stores = openStores(options);
  const { experiments, runs, models, versions, artifacts } = stores;
  const calls = callTable(stores);
  const maxStallMs = options.maxStallMs ?? 30_000;
  const bodyBounds: BodyBounds = {
    maxBytes: options.maxBodyBytes ?? 32 * 1024 ** 2,
    maxStallMs,
    maxMs: 60_000,
  };
  const artifactBounds: BodyBounds = {
    maxBytes: options.maxArtifactBytes ?? 8 * 1024 ** 3,
    maxStallMs,
    maxMs: options.maxArtifactMs ?? 3_600_000,
  };
  const askers: Askers = new WeakMap();
  const app = new Hono();
  app.use(hardenAnswers);
  app.use(refuseSites(options.guard ?? new SiteGuard({ names: [], serviceName: null })));
  app.use(admit(options.gate ?? null, askers));
  app.get("/", (context) => {
    return overviewPage(context, { experiments, runs, models, versions, artifacts });
  });
  app.get("/overview.css", (context) => {
    return context.body(OVERVIEW_CSS, 200, { "content-type": "text/css; charset=utf-8" });
  });
  app.get("/health", (context) => context.text("OK"));
  app.get("/version", (context) => context.text(MLFLOW_VERSION));
  for (const prefix of PREFIXES) {
    addArtifactRoutes(app, artifacts, { prefix, bounds: artifactBounds });
    app.all(`${prefix}/mlflow/*`, async (context) => {
      const path = new URL(context.req.url).pathname.slice(`${prefix}/mlflow/`.length);
      const found = calls.find(path);
      const wanted = found.get(context.req.method);
      if (wanted === undefined) throw unknownCall(context, [...found.keys()]);
      const body = await readFields(context.req.raw, bodyBounds);
      const fields = withPathFields(body, wanted.pathFields);
      const asker = askers.get(context.req.raw) ?? null;
      if (asker !== null && claimsMover(fields.fields)) throw reservedTag();
      const answer = wanted.call(fields);
      if (asker !== null && context.req.method === "POST" && path === "registered-models/alias") {
        noteMover(versions, fields, asker);
      }
      return context.json(answer);
    });
  }
  for (const path of ["/api/3.0/mlflow/server-info", "/ajax-api/3.0/mlflow/server-info"]) {
    app.get(path, (context) => context.json(SERVER_INFO));
  }
  const answer = (context: Context, error: unknown) =>
    answerRefusal(context, error, options.onError ?? (() => {}));
  app.notFound((context) => answer(context, unknownCall(context, [])));
  app.onError((error, context) => answer(context, error));
  return { fetch: async (request, connection) => await app.fetch(request, connection ?? {}) };
}

/** What is kept, by kind. */
interface Stores {
  readonly experiments: ExperimentStore;
  readonly runs: RunStore;
  readonly runLog: RunLog;
  readonly loggedModels: LoggedModelStore;
  readonly models: RegisteredModelStore;
  readonly versions: ModelVersionStore;
  readonly artifacts: ArtifactStore;
}

function openStores(
  { root, maxArtifactsBytes = 100 * 1024 ** 3 }: TrackingServerOptions,
): Stores {
  const store = new StoreFolder(root);
  const experiments = new ExperimentStore(store);
  const runs = new RunStore(store, experiments);
  const loggedModels = new LoggedModelStore(store, experiments);
  const models = new RegisteredModelStore(store);
  const quota = new ArtifactQuota(store.artifacts, maxArtifactsBytes, () => performance.now());
  return {
    experiments,
    runs,
    runLog: new RunLog(store, runs, loggedModels),
    loggedModels,
    models,
    versions: new ModelVersionStore(store, models, loggedModels),
    artifacts: new ArtifactStore(store, quota),
  };
}

function callTable(
  { experiments, runs, runLog, loggedModels, models, versions, artifacts }: Stores,
): CallTable {
  return new CallTable({
    ...experimentCalls(experiments, runs),
    ...runCalls(runs, runLog),
    ...loggedModelCalls(loggedModels),
    ...registryCalls(models, versions),
    "GET artifacts/list": (fields) =>
      listArtifacts(fields, "path", { uri: runs.get(runIdOf(fields)).info.artifactUri, artifacts }),
    "GET logged-models/{model_id}/artifacts/directories": (fields) => {
      const uri = loggedModels.get(fields.string("model_id")).artifactUri;
      return listArtifacts(fields, "artifact_directory_path", { uri, artifacts });
    },
  });
}

/** Keeps with a version who has moved an alias to it. */
function noteMover(versions: ModelVersionStore, fields: WireObject, asker: Identity): void {
  const [name, version] = [fields.string("name"), fields.string("version")];
  const key = moverTag(fields.string("alias"));
  versions.setTag(name, version, { key, value: describeIdentity(asker) });
}

function reservedTag(): RefusedRequest {
  return new RefusedRequest(
    "PERMISSION_DENIED",
    "Tags that tell who moved an alias are written by this server alone",
  );
}

/** Lists a folder of a run's or a logged model's artifacts, which the named field tells. */
function listArtifacts(
  fields: WireObject,
  pathField: string,
  { uri, artifacts }: { uri: string; artifacts: ArtifactStore },
) {
  const path = checkPath(fields.stringOrNull(pathField) ?? "").replace(/\/$/, "");
  const root = ownArtifactPath(uri);
  if (root === null) {
    throw invalidParameter(`Cannot list artifacts as another server keeps them: "${uri}"`);
  }
  const files = artifacts.list(path === "" ? root : `${root}/${path}`).map((artifact) => {
    const name = path === "" ? artifact.name : `${path}/${artifact.name}`;
    return formatArtifact({ ...artifact, name });
  });
  return { "root_uri": uri, files: unlessEmpty(files) };
}

function unknownCall(context: Context, methods: readonly string[]): RefusedRequest {
  if (methods.length === 0) {
    return new RefusedRequest("ENDPOINT_NOT_FOUND", `No such endpoint: ${context.req.path}`);
  }
  context.header("allow", methods.join(", "));
  return new RefusedRequest(
    "METHOD_NOT_ALLOWED",
    `${context.req.path} takes ${methods.join(" or ")}, not ${context.req.method}`,
  );
}

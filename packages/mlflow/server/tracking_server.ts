import { type Context, Hono } from "hono";
import {
  AccessRefused,
  addressOf,
  describeIdentity,
  type Gate,
  type Identity,
} from "@mlops/rights";
import { claimsMover, moverTag } from "../alias_mover.ts";
import { requireContentType, SiteGuard } from "@mlops/site_guard";
import { rightOfRequest } from "../right_of_request.ts";
import { WireObject } from "../wire_object.ts";
import { addArtifactRoutes, checkPath, formatArtifact } from "./artifact_routes.ts";
import { ArtifactQuota } from "./artifact_quota.ts";
import { ArtifactStore, ownArtifactPath } from "./artifact_store.ts";
import { CallTable, unlessEmpty, withPathFields } from "./call.ts";
import { experimentCalls } from "./experiment_calls.ts";
import { ExperimentStore } from "./experiment_store.ts";
import { loggedModelCalls } from "./logged_model_calls.ts";
import { LoggedModelStore } from "./logged_model_store.ts";
import { ModelVersionStore } from "./model_version_store.ts";
import { OVERVIEW_CSS } from "./overview_css.ts";
import { overviewPage } from "./overview_page.ts";
import type { BodyLimits } from "./pipe_within.ts";
import { invalidParameter, RefusedRequest } from "./refused_request.ts";
import { RegisteredModelStore } from "./registered_model_store.ts";
import { registryCalls } from "./registry_calls.ts";
import { readFields } from "./request_fields.ts";
import { runCalls, runIdOf } from "./run_calls.ts";
import { RunLog } from "./run_log.ts";
import { RunStore } from "./run_store.ts";
import { StoreFolder } from "./store_folder.ts";

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
  const store = new StoreFolder(options.root);
  const experiments = new ExperimentStore(store);
  const runs = new RunStore(store, experiments);
  const loggedModels = new LoggedModelStore(store, experiments);
  const models = new RegisteredModelStore(store);
  const versions = new ModelVersionStore(store, models, loggedModels);
  const artifacts = new ArtifactStore(
    store,
    new ArtifactQuota(
      store.artifacts,
      options.maxArtifactsBytes ?? 100 * 1024 ** 3,
      () => performance.now(),
    ),
  );
  const calls = new CallTable({
    ...experimentCalls(experiments, runs),
    ...runCalls(runs, new RunLog(store, runs, loggedModels)),
    ...loggedModelCalls(loggedModels),
    ...registryCalls(models, versions),
    "GET artifacts/list": (fields) =>
      listArtifacts(fields, "path", { uri: runs.get(runIdOf(fields)).info.artifactUri, artifacts }),
    "GET logged-models/{model_id}/artifacts/directories": (fields) => {
      const uri = loggedModels.get(fields.string("model_id")).artifactUri;
      return listArtifacts(fields, "artifact_directory_path", { uri, artifacts });
    },
  });
  const maxStallMs = options.maxStallMs ?? 30_000;
  const bodyLimits: BodyLimits = {
    maxBytes: options.maxBodyBytes ?? 32 * 1024 ** 2,
    maxStallMs,
    maxMs: 60_000,
  };
  const artifactLimits: BodyLimits = {
    maxBytes: options.maxArtifactBytes ?? 8 * 1024 ** 3,
    maxStallMs,
    maxMs: options.maxArtifactMs ?? 3_600_000,
  };
  /** Who asks, where rights are on. */
  const askers = new WeakMap<Request, Identity>();
  const guard = options.guard ?? new SiteGuard({ names: [], serviceName: null });
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    context.header("x-content-type-options", "nosniff");
    // An artifact opened by itself must not act as this server's page.
    if (!context.res.headers.has("content-security-policy")) {
      context.header("content-security-policy", "default-src 'none'; sandbox");
    }
  });
  app.use(async ({ req: { raw } }, next) => {
    const refusal = guard.refuse(raw) ?? requireContentType(raw);
    if (refusal === null) return await next();
    const { status, detail } = refusal;
    const headers = { "connection": "close" };
    return Response.json({ "error_code": "PERMISSION_DENIED", message: detail }, {
      status,
      headers,
    });
  });
  app.use(async ({ req: { raw }, env }, next) => {
    const right = rightOfRequest(raw.method, new URL(raw.url).pathname);
    if (right !== null) {
      const client = { address: addressOf(env) };
      const identity = await options.gate?.admit(raw, [right], client) ?? null;
      if (identity !== null) askers.set(raw, identity);
    }
    await next();
  });
  app.get("/", (context) => {
    return overviewPage(context, { experiments, runs, models, versions, artifacts });
  });
  app.get("/overview.css", (context) => {
    return context.body(OVERVIEW_CSS, 200, { "content-type": "text/css; charset=utf-8" });
  });
  app.get("/health", (context) => context.text("OK"));
  app.get("/version", (context) => context.text(MLFLOW_VERSION));
  for (const prefix of PREFIXES) {
    addArtifactRoutes(app, artifacts, { prefix, limits: artifactLimits });
    app.all(`${prefix}/mlflow/*`, async (context) => {
      const path = new URL(context.req.url).pathname.slice(`${prefix}/mlflow/`.length);
      const found = calls.find(path);
      const wanted = found.get(context.req.method);
      if (wanted === undefined) throw unknownCall(context, [...found.keys()]);
      const body = await readFields(context.req.raw, bodyLimits);
      const fields = withPathFields(body, wanted.pathFields);
      const asker = askers.get(context.req.raw) ?? null;
      if (asker !== null && claimsMover(fields.fields)) throw reservedTag();
      const answer = wanted.call(fields);
      if (asker !== null && context.req.method === "POST" && path === "registered-models/alias") {
        const [name, version] = [fields.string("name"), fields.string("version")];
        const key = moverTag(fields.string("alias"));
        versions.setTag(name, version, { key, value: describeIdentity(asker) });
      }
      return context.json(answer);
    });
  }
  for (const path of ["/api/3.0/mlflow/server-info", "/ajax-api/3.0/mlflow/server-info"]) {
    app.get(path, (context) => context.json(SERVER_INFO));
  }
  app.notFound((context) => answerError(context, unknownCall(context, [])));
  app.onError((error, context) => {
    if (error instanceof RefusedRequest) return answerError(context, error);
    if (error instanceof AccessRefused) return answerRefusal(error);
    options.onError?.(error);
    return answerError(context, new RefusedRequest("INTERNAL_ERROR", "Internal error"));
  });
  return { fetch: async (request, connection) => await app.fetch(request, connection ?? {}) };
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

const ACCESS_CODES: Readonly<Record<AccessRefused["status"], string>> = {
  400: "BAD_REQUEST",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  429: "REQUEST_LIMIT_EXCEEDED",
  503: "TEMPORARILY_UNAVAILABLE",
};

function answerRefusal({ status, message, headers }: AccessRefused): Response {
  const answer = { "error_code": ACCESS_CODES[status], message };
  return Response.json(answer, { status, headers: { ...headers, "connection": "close" } });
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

function answerError(context: Context, error: RefusedRequest): Response {
  // What is left of a body that is refused on its way is not waited for.
  if (error.status === 408 || error.status === 413) context.header("connection", "close");
  return context.json({ "error_code": error.code, message: error.message }, error.status);
}

import { type Context, Hono } from "hono";
import { WireObject } from "../wire_object.ts";
import { addArtifactRoutes, checkPath, formatArtifact } from "./artifact_routes.ts";
import { ArtifactStore, ownArtifactPath } from "./artifact_store.ts";
import { type Calls, unlessEmpty } from "./call.ts";
import { experimentCalls } from "./experiment_calls.ts";
import { ExperimentStore } from "./experiment_store.ts";
import { ModelVersionStore } from "./model_version_store.ts";
import { OVERVIEW_CSS } from "./overview_css.ts";
import { overviewPage } from "./overview_page.ts";
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
  /** Largest JSON body, in bytes. Default 32 MiB. */
  readonly maxBodyBytes?: number;
  /** Largest artifact, in bytes. Default 8 GiB. */
  readonly maxArtifactBytes?: number;
  /** Told of errors that are no refusals, which clients see without details. Default: nobody. */
  readonly onError?: (error: unknown) => void;
}

/** A tracking server, ready to be served. */
export interface TrackingServer {
  /** Answers a request. */
  readonly fetch: (request: Request) => Promise<Response>;
}

/** The version of MLflow whose protocol and file store this is. */
const MLFLOW_VERSION = "2.17.2";
const PREFIXES = ["/api/2.0", "/ajax-api/2.0"];

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
  const models = new RegisteredModelStore(store);
  const versions = new ModelVersionStore(store, models);
  const artifacts = new ArtifactStore(store);
  const calls: Calls = {
    ...experimentCalls(experiments, runs),
    ...runCalls(runs, new RunLog(store, runs)),
    ...registryCalls(models, versions),
    "GET artifacts/list": (fields) => listRunArtifacts(fields, runs, artifacts),
  };
  const maxBodyBytes = options.maxBodyBytes ?? 32 * 1024 ** 2;
  const maxArtifactBytes = options.maxArtifactBytes ?? 8 * 1024 ** 3;
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    context.header("x-content-type-options", "nosniff");
    // An artifact opened by itself must not act as this server's page.
    if (!context.res.headers.has("content-security-policy")) {
      context.header("content-security-policy", "default-src 'none'; sandbox");
    }
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
    addArtifactRoutes(app, artifacts, { prefix, maxArtifactBytes });
    app.all(`${prefix}/mlflow/*`, async (context) => {
      const name = context.req.path.slice(`${prefix}/mlflow/`.length);
      const call = new Map(Object.entries(calls)).get(`${context.req.method} ${name}`);
      if (call === undefined) throw unknownCall(context, calls, name);
      return context.json(call(await readFields(context.req.raw, maxBodyBytes)));
    });
  }
  app.notFound((context) => answerError(context, unknownCall(context, calls, context.req.path)));
  app.onError((error, context) => {
    if (error instanceof RefusedRequest) return answerError(context, error);
    options.onError?.(error);
    return answerError(context, new RefusedRequest("INTERNAL_ERROR", "Internal error"));
  });
  return { fetch: async (request) => await app.fetch(request) };
}

function listRunArtifacts(fields: WireObject, runs: RunStore, artifacts: ArtifactStore) {
  const path = checkPath(fields.stringOrNull("path") ?? "").replace(/\/$/, "");
  const { artifactUri } = runs.get(runIdOf(fields)).info;
  const root = ownArtifactPath(artifactUri);
  if (root === null) {
    throw invalidParameter(`Cannot list artifacts as another server keeps them: "${artifactUri}"`);
  }
  const files = artifacts.list(path === "" ? root : `${root}/${path}`).map((artifact) => {
    const name = path === "" ? artifact.name : `${path}/${artifact.name}`;
    return formatArtifact({ ...artifact, name });
  });
  return { "root_uri": artifactUri, files: unlessEmpty(files) };
}

function unknownCall(context: Context, calls: Calls, name: string): RefusedRequest {
  const methods = Object.keys(calls).filter((call) => call.endsWith(` ${name}`))
    .map((call) => call.split(" ")[0]);
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
  return context.json({ "error_code": error.code, message: error.message }, error.status);
}

import type { Tracer } from "@opentelemetry/api";
import type { SiteGuard } from "@mlops/site_guard";
import { AccessRefused, type Gate } from "@mlops/rights";
import { type Context, Hono } from "hono";
import type { AuditTrail } from "./audit/audit_trail.ts";
import { callerOf } from "./http/caller.ts";
import { closing, mayStillSend } from "@mlops/closing";
import { Exchange, type Shared } from "./http/exchange.ts";
import type { Lifecycle } from "./http/lifecycle.ts";
import type { Logger } from "./logger.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { Problem, problemResponse, toProblem } from "./http/problem.ts";
import { clientIdOf, uuidV7 } from "./http/request_id.ts";
import type { Route } from "./http/route.ts";
import { rightsOfRoute } from "./http/route_rights.ts";
import { serverTiming } from "./http/server_timing.ts";
import { Trace } from "./http/trace.ts";

/** What the HTTP side of the service needs. */
export interface AppParts extends Shared {
  /** All routes. */
  readonly routes: readonly Route[];
  /** Refuses what other sites send. */
  readonly guard: SiteGuard;
  /** What is counted. */
  readonly metrics: Metrics;
  /** The log. */
  readonly logger: Logger;
  /** Whether the service is about to end. */
  readonly lifecycle: Lifecycle;
  /** Told of requests that are refused for who sends them. */
  readonly audit: Pick<AuditTrail, "refused">;
  /** Steady clock, in ms. */
  readonly now: () => number;
  /** Who may do what; `null`: everyone everything. */
  readonly gate: Gate | null;
  /** Records the spans of predictions; `null`: they are not traced. */
  readonly tracer: Tracer | null;
}

/** Label of requests that no route answers. */
const NO_ROUTE = "none";

/**
 * Makes the service's HTTP side: finds the route, gives the request an id, counts and times it, and
 * turns what goes wrong into problem documents.
 *
 * @param parts What it needs.
 * @returns The app; `request()` asks it without a socket.
 */
export function createApp(parts: AppParts): Hono {
  // No middleware: Hono calls a single handler without the machinery that composes several.
  const app = new Hono();
  for (const route of parts.routes) {
    const handle = handler(parts, route);
    const hasParameters = route.path.includes(":");
    app.on(
      route.method,
      route.path,
      (context) => {
        const parameters = hasParameters ? context.req.param() : NO_PARAMETERS;
        return handle(context.req.raw, parameters, context.env);
      },
    );
    if (route.isHot) shortCut(app, route, handle);
  }
  const refusals = createRefusals(parts);
  app.notFound((context) => refusals.fetch(context.req.raw));
  app.onError((error, context) => {
    const exchange = begin(parts, context.req.raw);
    const response = problemOf(parts, error, exchange);
    finish(parts, exchange, response);
    return response;
  });
  return guarded(app, parts);
}

/** Lets no request of another site past, whatever it asks. */
function guarded(app: Hono, parts: AppParts): Hono {
  const { fetch } = app;
  app.fetch = (request, env, executionContext) => {
    // Deno 2.9.6 reads all headers sooner or later once one is asked for, and asks its server again for
    // each that is looked up before: what reads all of them comes first.
    request.headers.has("content-length");
    const refusal = parts.guard.refuse(request);
    if (refusal === null) return fetch(request, env, executionContext);
    return refuse(parts, request, new Problem(refusal.status, refusal.detail), { connection: env });
  };
  return app;
}

/** Answers a request of one route. */
type Handle = (
  request: Request,
  parameters: Readonly<Record<string, string>>,
  connection?: unknown,
) => Promise<Response>;

/**
 * Leads requests for a route past Hono's routing, whose context objects cost a small prediction a tenth
 * of its time: 17.0 us of processor time a request in the place of 19.0, an empty Hono echo beside it
 * taking 9.9 (2 shared cores, wrk with 16 connections).
 */
function shortCut(app: Hono, { method, path }: Route, handle: Handle): void {
  const { fetch } = app;
  app.fetch = (request, env, executionContext) => {
    const { url } = request;
    const isIt = request.method === method && url.endsWith(path) &&
      url.indexOf("/", "https://".length) === url.length - path.length;
    return isIt ? handle(request, NO_PARAMETERS, env) : fetch(request, env, executionContext);
  };
}

function handler(parts: AppParts, route: Route): Handle {
  const { metrics, admission, lifecycle, now, tracer } = parts;
  const rights = parts.gate === null ? [] : rightsOfRoute(route);
  const gate = rights.length === 0 ? null : parts.gate;
  const counters = metrics.ofRoute(route.path, route.isScoring);
  const isWork = route.method === "POST";
  const leave = (exchange: Exchange, status: number, nowMs: number) => {
    exchange.leave();
    exchange.release();
    metrics.inFlight.value--;
    counters.answered(status, nowMs - exchange.startedAtMs);
    exchange.trace?.end();
  };
  return async (request, parameters, connection) => {
    const exchange = begin(parts, request, parameters, connection);
    metrics.inFlight.value++;
    let response: Response;
    try {
      if (isWork && lifecycle.isClosed) throw ENDING;
      if (gate !== null) {
        const admitted = gate.admit(request, rights, exchange);
        exchange.identity = admitted instanceof Promise ? await admitted : admitted;
      }
      if (route.isScoring) {
        admission.requireRoom();
        if (tracer !== null) exchange.trace = new Trace(tracer);
        exchange.trace?.part("read");
      }
      response = await route.handle(exchange);
    } catch (error) {
      response = problemOf(parts, error, exchange, route);
    }
    let answeredMs: number;
    try {
      answeredMs = finish(parts, exchange, response);
    } catch (error) {
      // Whatever cannot stand in a header: it must not cost the request's place as well.
      exchange.model = null;
      response = problemOf(parts, error, exchange, route);
      answeredMs = finish(parts, exchange, response);
    }
    const { status } = response;
    exchange.trace?.describe(exchange, route.path);
    if (status >= 400 && (exchange.begun !== null || mayStillSend(request))) {
      const { begun } = exchange;
      exchange.begun = null;
      response = await closing(request, response, begun);
    }
    if (exchange.streamed === null) leave(exchange, status, answeredMs);
    else exchange.streamed.then(() => leave(exchange, status, now()));
    return response;
  };
}

const NO_PARAMETERS = {};

const ENDING = new Problem(503, "The service is about to end and takes no further requests", {
  headers: { "retry-after": "1" },
});

/**
 * Makes the answers to requests that no route takes. They are an app of their own: a second handler on
 * a route's path would cost every request the machinery that composes handlers.
 */
function createRefusals(parts: AppParts): Hono {
  const app = new Hono();
  for (const path of new Set(parts.routes.map(({ path }) => path))) {
    app.all(path, refuser(parts, path, methodNotAllowed(parts.routes, path)));
  }
  const notFound = new Problem(404, "There is no such path; /docs shows those that there are");
  app.notFound(refuser(parts, NO_ROUTE, notFound));
  return app;
}

function refuser(parts: AppParts, path: string, problem: Problem) {
  return (context: Context) => refuse(parts, context.req.raw, problem, { path });
}

function refuse(
  parts: AppParts,
  request: Request,
  problem: Problem,
  { path = NO_ROUTE, connection }: { path?: string; connection?: unknown },
): Response | Promise<Response> {
  const exchange = begin(parts, request, NO_PARAMETERS, connection);
  noteRefusal(parts, exchange, problem, path);
  const response = problemResponse(problem);
  const tookMs = finish(parts, exchange, response) - exchange.startedAtMs;
  parts.metrics.ofRoute(path).answered(problem.status, tookMs);
  return mayStillSend(request) ? closing(request, response) : response;
}

function begin(
  parts: AppParts,
  request: Request,
  parameters: Readonly<Record<string, string>> = NO_PARAMETERS,
  connection: unknown = null,
): Exchange {
  const clientId = clientIdOf(request.headers.get("x-request-id"));
  const within = { clientId, shared: parts, connection };
  return new Exchange(request, uuidV7(Date.now()), parts.now(), parameters, within);
}

function problemOf(
  parts: AppParts,
  error: unknown,
  exchange: Exchange,
  route?: Route,
): Response {
  const problem = toProblem(error, route?.faultStatus);
  if (problem.status === 500) {
    const reason = error instanceof Error ? error.stack ?? error.message : String(error);
    const { id: requestId, clientId } = exchange;
    parts.logger.error("request failed", { requestId, clientId, reason });
  }
  if (error instanceof AccessRefused && error.identity !== null) exchange.identity = error.identity;
  noteRefusal(parts, exchange, problem, route?.path ?? NO_ROUTE);
  return problemResponse(problem, route?.problemExtensions?.(problem));
}

/** Statuses of who does not get in. */
const NOT_LET_IN = [401, 403];

function noteRefusal(parts: AppParts, exchange: Exchange, problem: Problem, path: string): void {
  const { status, message: reason } = problem;
  if (!NOT_LET_IN.includes(status)) return;
  const { name: who, address } = callerOf(exchange);
  const route = `${exchange.request.method.slice(0, 20)} ${path}`;
  parts.audit.refused({ who, address, route, status, reason });
}

/**
 * Adds what all answers carry, and returns the time. Appending to a response costs a tenth of headers
 * given to it.
 */
function finish(parts: AppParts, exchange: Exchange, response: Response): number {
  const { headers } = response;
  headers.append("x-request-id", exchange.id);
  if (exchange.clientId !== null) headers.append("x-client-request-id", exchange.clientId);
  if (exchange.model !== null) headers.append("x-model-version", exchange.model.version);
  const nowMs = parts.now();
  headers.append("server-timing", serverTiming(exchange.scoringMs, nowMs - exchange.startedAtMs));
  if (parts.lifecycle.isDraining) headers.set("connection", "close");
  return nowMs;
}

function methodNotAllowed(routes: readonly Route[], path: string): Problem {
  const allowed = routes.filter((route) => route.path === path).map(({ method }) => method);
  const methods = allowed.includes("GET") ? ["GET", "HEAD", ...allowed.slice(1)] : allowed;
  const allow = [...new Set(methods)].join(", ");
  return new Problem(405, `This path takes ${allow} only`, { headers: { "allow": allow } });
}

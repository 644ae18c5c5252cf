/**
 * The page's server over HTTP: the built site, the way to the prediction service and the model
 * pages' own questions to MLflow. It holds no state and draws no page.
 *
 * @module
 */
import { type Right, RIGHTS } from "@mlops/rights";
import { requireContentType, type SiteGuard } from "@mlops/site_guard";
import type { Task } from "@mlops/task";
import { type Context, Hono } from "hono";
import { NAVIGATION } from "../components/navigation.ts";
import { nothingKept, rightOfApi, withoutFault } from "./api_routes.ts";
import type { ApiForwarder } from "./api_forwarder.ts";
import { readHealth } from "./health.ts";
import { pagesFolder } from "./pages_folder.ts";
import { problemResponse } from "./problem.ts";
import type { Registry } from "./registry.ts";
import { registryRoutes } from "./registry_routes.ts";
import { DATA_POLICY, securityHeaders } from "./security_headers.ts";
import { admit } from "./sign_in/admit.ts";
import type { KeyAdmission } from "./sign_in/key_admission.ts";
import type { SignIn } from "./sign_in/open_sign_in.ts";
import { type SessionAnswer, signInRoutes } from "./sign_in/sign_in_routes.ts";
import type { Person } from "./sign_in/session.ts";
import { createTellMove } from "./tell_move.ts";
import type { Site } from "./site.ts";
import { siteRoutes } from "./site_routes.ts";

/** What the server is made of. */
export interface AppParts {
  /** Refuses what other sites send. */
  readonly guard: SiteGuard;
  /** The built site. */
  readonly site: Site;
  /** The task in whose words the pages speak, or `null` for any table. */
  readonly task: Task | null;
  /** The registered model that the pages are about, before they know the served one. */
  readonly modelName: string;
  /** The way to the prediction service. */
  readonly forward: ApiForwarder;
  /** The way to a form of it that always has a pod; `null`, the default: there is none. */
  readonly heartbeats?: ApiForwarder | null;
  /** The registry. */
  readonly registry: Registry;
  /** How people sign in; `null`: everyone sees everything. */
  readonly signIn: SignIn | null;
  /** Who may enter with an API key, where nobody signs in; `null`, the default: everyone without one. */
  readonly keys?: KeyAdmission | null;
  /** Token of whoever may move aliases, or `null`. */
  readonly adminToken: string | null;
  /** Takes an error that nobody expected. */
  readonly report: (error: Error) => void;
}

/** The server: who asks is known within it. */
type App = Hono<Known>;

/** What is known of a request within the server. */
interface Known {
  readonly Variables: { person: Person | null };
}

/**
 * Puts the server together.
 *
 * @param parts What it is made of.
 * @returns An application to serve, or to ask in a test with `app.request("/")`.
 */
export function createApp(parts: AppParts): App {
  const { signIn, keys = null } = parts;
  const enter = (context: Context<Known>, right: Right): Promise<Person | null | Response> => {
    const { raw } = context.req;
    return keys === null ? admit(signIn, raw, right) : keys.admit(raw, [right], context.env);
  };
  const app: App = new Hono();
  app.use(async ({ req: { raw } }, next) => {
    const refusal = parts.guard.refuse(raw) ?? requireContentType(raw);
    if (refusal === null) return await next();
    return problemResponse({ title: "Not answered", ...refusal }, { "connection": "close" });
  });
  // A probe asks this server alone: a page that says what is down is better than none, and a service
  // that sleeps at zero pods must not be woken by it.
  app.get("/healthz", (context) => context.json({ status: "healthy" }));
  if (keys !== null) {
    app.use(async (context, next) => {
      const person = await keys.admit(context.req.raw, RIGHTS, context.env);
      if (person instanceof Response) return person;
      context.set("person", person);
      await next();
    });
    // Nobody signs out of a password that the browser keeps.
    app.get("/session", (context) => {
      const rights = [...context.get("person")?.rights ?? []];
      return context.json<SessionAnswer>({ name: null, rights });
    });
  }
  app.use("/health", securityHeaders(DATA_POLICY));
  app.get(
    "/health",
    async (context) => context.json(await readHealth(parts.forward, context.req.raw)),
  );
  app.use("/api/*", securityHeaders(DATA_POLICY));
  // What a page may ask for ever: it wakes no pod, and keeps none from going.
  app.get("/api/heartbeats", async (context) => {
    const person = await enter(context, "read");
    if (person instanceof Response) return person;
    return await parts.heartbeats?.(context.req.raw, "/traffic", person) ?? nothingKept();
  });
  // Of what a page is named after, by whoever wakes no pod where there is somebody who does not.
  app.get("/api/served", async (context) => {
    const person = await enter(context, "read");
    if (person instanceof Response) return person;
    return await (parts.heartbeats ?? parts.forward)(context.req.raw, "/model", person);
  });
  app.all("/api/*", async (context) => {
    const { raw } = context.req;
    const path = context.req.path.slice(4);
    const right = rightOfApi(raw, path);
    if (right instanceof Response) return right;
    const person = await enter(context, right);
    if (person instanceof Response) return person;
    return await withoutFault(path, await parts.forward(raw, path, person));
  });
  app.use("/mlflow/*", securityHeaders(DATA_POLICY));
  app.use("/mlflow/*", async (context, next) => {
    const person = await enter(context, "read");
    if (person instanceof Response) return person;
    context.set("person", person);
    await next();
  });
  const tellMove = createTellMove(parts.forward);
  app.route("/mlflow", registryRoutes(parts.registry, parts.adminToken, { ...parts, tellMove }));
  app.all("/mlflow/*", () => notFound());
  app.route("/", signInRoutes(signIn));
  if (signIn !== null) {
    for (const { path } of NAVIGATION) {
      app.get(path, async (context, next) => {
        if (await signIn.personOf(context.req.raw) !== null) return await next();
        const { pathname, search } = new URL(context.req.url);
        context.header("cache-control", "no-store");
        return context.redirect(`/sign-in?to=${encodeURIComponent(pathname + search)}`, 303);
      });
    }
  }
  app.route("/", siteRoutes(parts.site, pagesFolder(parts.task)));
  app.notFound(() => notFound());
  app.onError((error) => {
    parts.report(error);
    return problemResponse({
      status: 500,
      title: "Internal error",
      detail: "Cannot answer as the server met an error of its own",
    });
  });
  return app;
}

function notFound(): Response {
  return problemResponse({
    status: 404,
    title: "Not found",
    detail: "Nothing is at this address",
  });
}

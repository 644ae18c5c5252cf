/**
 * The page's server over HTTP: the built site, the way to the prediction service and the model
 * pages' own questions to MLflow. It holds no state and draws no page.
 *
 * @module
 */
import { requireContentType, type SiteGuard } from "@mlops/site_guard";
import type { Task } from "@mlops/task";
import { Hono } from "hono";
import { NAVIGATION } from "../components/navigation.ts";
import { rightOfApi } from "./api_routes.ts";
import type { ApiForwarder } from "./api_forwarder.ts";
import { readHealth } from "./health.ts";
import { pagesFolder } from "./pages_folder.ts";
import { problemResponse } from "./problem.ts";
import type { Registry } from "./registry.ts";
import { registryRoutes } from "./registry_routes.ts";
import { DATA_POLICY, securityHeaders } from "./security_headers.ts";
import { admit } from "./sign_in/admit.ts";
import type { SignIn } from "./sign_in/open_sign_in.ts";
import { signInRoutes } from "./sign_in/sign_in_routes.ts";
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
  /** The way to the prediction service. */
  readonly forward: ApiForwarder;
  /** The registry. */
  readonly registry: Registry;
  /** How people sign in; `null`: everyone sees everything. */
  readonly signIn: SignIn | null;
  /** Token of whoever may move aliases, or `null`. */
  readonly adminToken: string | null;
  /** Takes an error that nobody expected. */
  readonly report: (error: Error) => void;
}

/** The server: who asks is known within it. */
type App = Hono<{ Variables: { person: Person | null } }>;

/**
 * Puts the server together.
 *
 * @param parts What it is made of.
 * @returns An application to serve, or to ask in a test with `app.request("/")`.
 */
export function createApp(parts: AppParts): App {
  const { signIn } = parts;
  const app: App = new Hono();
  app.use(async ({ req: { raw } }, next) => {
    const refusal = parts.guard.refuse(raw) ?? requireContentType(raw);
    if (refusal === null) return await next();
    return problemResponse({ title: "Not answered", ...refusal }, { "connection": "close" });
  });
  // A probe asks this server alone: a page that says what is down is better than none, and a service
  // that sleeps at zero pods must not be woken by it.
  app.get("/healthz", (context) => context.json({ status: "healthy" }));
  app.use("/health", securityHeaders(DATA_POLICY));
  app.get(
    "/health",
    async (context) => context.json(await readHealth(parts.forward, context.req.raw)),
  );
  app.use("/api/*", securityHeaders(DATA_POLICY));
  app.all("/api/*", async (context) => {
    const { req: { raw, path } } = context;
    const right = rightOfApi(raw, path.slice(4));
    if (right instanceof Response) return right;
    const person = await admit(signIn, raw, right);
    return person instanceof Response ? person : await parts.forward(raw, path.slice(4), person);
  });
  app.use("/mlflow/*", securityHeaders(DATA_POLICY));
  app.use("/mlflow/*", async (context, next) => {
    const person = await admit(signIn, context.req.raw, "read");
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

import { type BodyBounds, BodyRefused, readBounded } from "@mlops/closing";
import { MlflowError } from "@mlops/mlflow";
import { type Context, Hono } from "hono";
import { isAdmin } from "./admin_token.ts";
import { problemResponse } from "./problem.ts";
import type { Person } from "./sign_in/session.ts";
import type { Registry } from "./registry.ts";
import type { TellMove } from "./tell_move.ts";

/** Names that MLflow takes for an alias, without the ones that look like a version. */
const ALIAS = /^(?!v?\d+$)[\w-]{1,100}$/;

/** A version's number as MLflow writes it. */
const VERSION = /^[1-9]\d{0,8}$/;

const decoder = new TextDecoder();

/** A version number needs no more, nor longer. */
const BODY_BOUNDS: BodyBounds = { maxBytes: 1024, maxStallMs: 10_000, maxMs: 10_000 };

/** The routes: who asks is known within them, `null` where nobody signs in. */
type RegistryRoutes = Hono<{ Variables: { person: Person | null } }>;

/**
 * Serves the model pages: reading for everyone who gets here, moving an alias for who has signed in with the
 * right `promote`, or else for whoever has the token.
 *
 * @param adminToken Token that a `Bearer` header must carry, or `null`: nobody moves an alias.
 * @param options The model that the pages are about, who is told of an alias that was moved, what takes an
 * error that stops nothing, and the bounds of a body.
 * @returns The routes, relative to `/mlflow`.
 */
export function registryRoutes(
  registry: Registry,
  adminToken: string | null,
  { modelName, tellMove, report, bodyBounds = BODY_BOUNDS }: {
    modelName: string;
    tellMove: TellMove;
    report: (error: Error) => void;
    bodyBounds?: BodyBounds;
  },
): RegistryRoutes {
  const routes: RegistryRoutes = new Hono();
  routes.use(async (context, next) => {
    await next();
    context.header("cache-control", "no-store");
  });
  routes.get("/models", async (context) => {
    return context.json({
      models: await registry.listModels(),
      about: modelName,
      canMoveAliases: adminToken !== null || mayPromote(context.get("person")),
      needsToken: !mayPromote(context.get("person")),
    });
  });
  routes.get("/models/:model/versions", async (context) => {
    return context.json({ versions: await registry.listVersions(context.req.param("model")) });
  });
  routes.get("/models/:model/versions/:version/evaluation", async (context) => {
    const { model, version } = context.req.param();
    if (!VERSION.test(version)) return badRequest("version", version);
    return context.json(await registry.readEvaluation(model, version));
  });
  routes.put(
    "/models/:model/aliases/:alias",
    async (context) => {
      const refusal = refuseMove(context, adminToken);
      if (refusal !== null) return refusal;
      const { model, alias } = context.req.param();
      if (!ALIAS.test(alias)) return badRequest("alias", alias);
      const version = readVersion(decoder.decode(await readBounded(context.req.raw, bodyBounds)));
      if (version === null) return badRequest("version", "no number");
      const person = context.get("person");
      const { previous, isAudited } = await registry.moveAlias(model, alias, version, person);
      if (!isAudited) {
        // It is moved all the same: a service that is down must not keep anybody from rolling back.
        await tellMove({ model, alias, version, previous }, person).catch(report);
      }
      return context.json({ alias, version });
    },
  );
  routes.onError((error) => {
    if (error instanceof BodyRefused) {
      const { status, message: detail } = error;
      return problemResponse({ status, title: "Body not taken", detail });
    }
    if (!(error instanceof MlflowError)) throw error;
    // The message of a failure names addresses of the inside; that of a refusal is for people.
    return error.status >= 400 && error.status < 500
      ? problemResponse({ status: error.status, title: "MLflow refuses", detail: error.message })
      : problemResponse({
        status: 502,
        title: "MLflow unavailable",
        detail: "Cannot read the registry as MLflow does not answer",
      });
  });
  return routes;
}

/** Rights that everyone has where nobody signs in do not move an alias: the token does. */
function mayPromote(person: Person | null): boolean {
  return person !== null && person.rights.has("promote");
}

function refuseMove(
  context: Context<{ Variables: { person: Person | null } }>,
  adminToken: string | null,
): Response | null {
  const person = context.get("person");
  if (mayPromote(person)) return null;
  if (adminToken === null) {
    return problemResponse({
      status: 403,
      title: "Not allowed",
      detail: person === null
        ? "Cannot move an alias as UI_ADMIN_TOKEN is not set on the server"
        : `Cannot move an alias as ${person.displayName} does not have the right promote`,
    });
  }
  if (isAdmin(context.req.header("authorization"), adminToken)) return null;
  return problemResponse(
    {
      status: 401,
      title: "Not allowed",
      detail: "Cannot move an alias as the token is wrong",
    },
    { "www-authenticate": "Bearer" },
  );
}

function badRequest(field: string, value: string): Response {
  return problemResponse({
    status: 400,
    title: "Bad request",
    detail: `Cannot read ${field} as MLflow has no such form of it: is "${value.slice(0, 50)}"`,
  });
}

function readVersion(text: string): string | null {
  try {
    const body: unknown = JSON.parse(text);
    const version = typeof body === "object" && body !== null && "version" in body
      ? String(body.version)
      : "";
    return VERSION.test(version) ? version : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

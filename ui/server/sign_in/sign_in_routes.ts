import { addressOf, type Right, RIGHTS, WrongTries } from "@mlops/rights";
import { Hono } from "hono";
import { problemResponse } from "../problem.ts";
import { DATA_POLICY, securityHeaders } from "../security_headers.ts";
import { readCookie, setCookie } from "./cookies.ts";
import { CALLBACK_PATH, type Departure, SignInError } from "./departure.ts";
import type { IssuerClient } from "./issuer_client.ts";
import type { Seal } from "./seal.ts";
import type { Sessions } from "./session.ts";

/** What the page learns of who looks at it. */
export interface SessionAnswer {
  /** Name for people to read; `null` where nobody has to sign in. */
  readonly name: string | null;
  /** What they may do here. */
  readonly rights: readonly Right[];
}

/** What signing in needs. */
export interface SignInParts {
  /** Asks the issuer. */
  readonly issuer: IssuerClient;
  /** Keeps who has signed in. */
  readonly sessions: Sessions;
  /** Seals what must come back with somebody. */
  readonly seal: Seal;
  /** Where people reach the page. */
  readonly publicUrl: URL;
  /** Told of who signs in, and of what goes wrong. */
  readonly log: (message: string, fields: Readonly<Record<string, unknown>>) => void;
  /** Steady clock, in ms. */
  readonly now: () => number;
}

const DEPARTURE = "sign-in";

/** Whoever needs longer to sign in begins again. */
const DEPARTURE_SECONDS = 10 * 60;

/**
 * Makes the routes by which people sign in and out: `GET /sign-in?to=PATH`, where the issuer sends them back
 * to, `POST /sign-out`, and `GET /session`, which tells the page who looks at it.
 *
 * @param parts What they need; `null`: nobody signs in, and only `/session` is there.
 * @returns The routes.
 */
export function signInRoutes(parts: SignInParts | null): Hono {
  const routes = new Hono();
  for (const path of ["/session", "/sign-in", CALLBACK_PATH, "/sign-out"]) {
    routes.use(path, securityHeaders(DATA_POLICY));
    routes.use(path, async (context, next) => {
      await next();
      context.header("cache-control", "no-store");
    });
  }
  if (parts === null) {
    routes.get(
      "/session",
      (context) => context.json<SessionAnswer>({ name: null, rights: RIGHTS }),
    );
    return routes;
  }
  const { issuer, sessions, seal, publicUrl, log, now } = parts;
  const isSecure = publicUrl.protocol === "https:";
  const tries = new WrongTries();
  routes.get("/session", async (context) => {
    const person = await sessions.personOf(context.req.raw);
    if (person === null) return notSignedIn();
    const { displayName, rights } = person;
    return context.json<SessionAnswer>({ name: displayName, rights: [...rights] });
  });
  routes.get("/sign-in", async (context) => {
    const to = ownPath(context.req.query("to"), publicUrl);
    try {
      const { address, departure } = await issuer.depart();
      const sealed = await seal.close({ ...departure, to }, DEPARTURE, DEPARTURE_SECONDS);
      context.header(
        "set-cookie",
        setCookie(DEPARTURE, sealed, { isSecure, seconds: DEPARTURE_SECONDS }),
      );
      return context.redirect(address.href, 303);
    } catch (error) {
      return refusal(error);
    }
  });
  routes.get(CALLBACK_PATH, async (context) => {
    const address = addressOf(context.env);
    const waitSeconds = tries.waitSeconds(address, now());
    if (waitSeconds > 0) {
      return problemResponse({
        status: 429,
        title: "Too many tries",
        detail: `Too many tries to sign in failed from this address; try again in ${waitSeconds} s`,
      }, { "retry-after": `${waitSeconds}` });
    }
    const sealed = readCookie(context.req.header("cookie") ?? null, DEPARTURE, isSecure);
    const back = sealed === null ? null : await seal.open(sealed, DEPARTURE);
    const forget = setCookie(DEPARTURE, "", { isSecure, seconds: 0 });
    try {
      if (back === null) {
        throw new SignInError("This browser has not begun to sign in here, or too long ago", false);
      }
      const person = await issuer.arrive(
        new URL(context.req.url).search,
        back as unknown as Departure,
      );
      log("Signed in", { who: person.name, rights: [...person.rights] });
      context.header("set-cookie", await sessions.begin(person));
      context.header("set-cookie", forget, { append: true });
      return context.redirect(ownPath(`${back["to"]}`, publicUrl), 303);
    } catch (error) {
      if (error instanceof SignInError && !error.isIssuerAway) tries.note(address, now());
      const response = refusal(error);
      response.headers.append("set-cookie", forget);
      return response;
    }
  });
  routes.post("/sign-out", async (context) => {
    context.header("set-cookie", sessions.end());
    const address = await issuer.signOutAddress();
    return context.json({ to: address?.href ?? "/" });
  });
  return routes;

  function refusal(error: unknown): Response {
    if (!(error instanceof SignInError)) throw error;
    log("Not signed in", { reason: error.message, cause: `${error.cause ?? ""}`.slice(0, 200) });
    return problemResponse({
      status: error.isIssuerAway ? 503 : 403,
      title: "Not signed in",
      detail: `Cannot sign in: ${error.message}`,
    }, error.isIssuerAway ? { "retry-after": "2" } : {});
  }
}

/**
 * Answers somebody who has not signed in.
 *
 * @returns A 401.
 */
export function notSignedIn(): Response {
  // Of no scheme that a browser knows, which would ask for a password.
  return problemResponse({
    status: 401,
    title: "Not signed in",
    detail: "You have not signed in, or more than an hour ago: load the page again",
  }, { "www-authenticate": 'OpenID realm="page"' });
}

/** Whatever leads elsewhere leads to the front page. */
function ownPath(text: string | undefined, publicUrl: URL): string {
  const target = URL.parse(text ?? "/", publicUrl);
  if (target === null || target.origin !== publicUrl.origin) return "/";
  const path = `${target.pathname}${target.search}`;
  return path.startsWith("//") ? "/" : path;
}

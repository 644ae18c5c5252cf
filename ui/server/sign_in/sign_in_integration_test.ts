import { deepEqual, equal, match } from "node:assert/strict";
import { ON_BEHALF_OF, RIGHTS } from "@mlops/rights";
import { SiteGuard } from "@mlops/site_guard";
import { CLIENT, OidcIssuer } from "@mlops/testing/oidc_issuer";
import { createApiForwarder } from "../api_forwarder.ts";
import { createApp } from "../app.ts";
import type { SiteFile } from "../site.ts";
import { openSignIn } from "./open_sign_in.ts";
import type { SignInSettings } from "./sign_in_settings.ts";

const ORIGIN = "https://page.test";

const PAGE: SiteFile = {
  type: "text/html",
  etag: "1",
  isImmutable: false,
  bytes: new TextEncoder().encode("<p>page"),
  encoded: {},
};

const SETTINGS: SignInSettings = {
  issuer: "https://issuer.test",
  hosts: [],
  clientId: CLIENT.id,
  clientSecret: CLIENT.secret,
  scope: "openid profile",
  rightsClaim: "roles",
  nameClaim: "sub",
  publicUrl: new URL(ORIGIN),
  sessionSecret: "a secret of at least thirty-two characters",
};

/** A browser with cookies before a page's server whose people sign in at an issuer. */
async function signedInPage(issuer: OidcIssuer, settings: Partial<SignInSettings> = {}) {
  const logged: string[] = [];
  const moves: (string | null)[][] = [];
  const seen: Record<string, string | null>[] = [];
  const service = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { headers, url } = request;
    const path = new URL(url).pathname;
    seen.push({ path, key: headers.get("authorization"), who: headers.get(ON_BEHALF_OF) });
    return path === "/drift" ? new Response("no", { status: 401 }) : Response.json({ path });
  });
  const app = createApp({
    guard: new SiteGuard({ names: ["page.test"], serviceName: null }),
    site: new Map([["/pages/any/fr/predict.html", PAGE], ["/pages/any/fr/models.html", PAGE]]),
    task: null,
    modelName: "m",
    forward: createApiForwarder(new URL(`http://127.0.0.1:${service.addr.port}`), { apiKey: "k" }),
    registry: {
      listModels: () => Promise.resolve(["m"]),
      listVersions: () => Promise.resolve([]),
      readEvaluation: () => Promise.resolve({ roc: null, importances: null }),
      moveAlias: (model, alias, version, person) => {
        const move = [model, alias, version, person?.name ?? null];
        const previous = moves.push(move) > 1 ? "2" : null;
        return Promise.resolve({ previous, isAudited: false });
      },
    },
    signIn: await openSignIn(
      { ...SETTINGS, issuer: issuer.issuer, ...settings },
      (message) => logged.push(message),
    ),
    adminToken: null,
    report: (error) => {
      throw error;
    },
  });
  const cookies = new Map<string, string>();
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = await app.request(`${ORIGIN}${path}`, {
      ...init,
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        ...init.headers,
      },
    }, { remoteAddr: { hostname: "192.0.2.1" } });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (/Max-Age=0/.test(cookie)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  };
  /** Follows the way to the issuer and back, as a browser does. */
  const signIn = async (to = "/models?x=1", change = (search: string) => search) => {
    const there = (await ask(`/sign-in?to=${encodeURIComponent(to)}`)).headers.get("location");
    const back = await fetch(there ?? "", { redirect: "manual" });
    await back.body?.cancel();
    const { pathname, search } = new URL(back.headers.get("location") ?? "");
    const path = pathname + change(search);
    return { path, answer: await ask(path) };
  };
  return { ask, signIn, cookies, logged, moves, seen, end: () => service.shutdown() };
}

const put = {
  method: "PUT",
  body: '{"version":"2"}',
  headers: { "content-type": "application/json" },
};
const post = { method: "POST", body: "{}", headers: { "content-type": "application/json" } };

Deno.test("openSignIn() asks nobody, and leaves nothing under way", async () => {
  // The test fails of what is not over at its end.
  equal((await openSignIn(SETTINGS, () => {})) !== null, true);
});

Deno.test("people sign in at the issuer and come back to where they wanted to go", async () => {
  await using issuer = await OidcIssuer.start();
  const page = await signedInPage(issuer);
  const first = await page.ask("/models?x=1");
  equal(first.status, 303);
  equal(first.headers.get("location"), "/sign-in?to=%2Fmodels%3Fx%3D1");
  const { answer } = await page.signIn();
  equal(answer.status, 303);
  equal(answer.headers.get("location"), "/models?x=1");
  match(
    answer.headers.get("set-cookie") ?? "",
    /^__Host-session=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=3600; Secure/,
  );
  equal((await page.ask("/models")).status, 200);
  deepEqual(await (await page.ask("/session")).json(), {
    name: "alice",
    rights: ["predict", "read"],
  });
  deepEqual([...page.cookies.keys()], ["__Host-session"]);
  // Nothing of what the issuer said is in it as it is.
  equal(
    atob(page.cookies.get("__Host-session")!.split(".")[0]!.replaceAll("-", "+")).includes("alice"),
    false,
  );
  const out = await page.ask("/sign-out", post);
  match(
    (await out.json()).to,
    /\/end\?client_id=page&post_logout_redirect_uri=https%3A%2F%2Fpage\.test%2F$/,
  );
  equal((await page.ask("/session")).status, 401);
  deepEqual(page.logged, ["Signed in"]);
  await page.end();
});

Deno.test("the matrix: what each right opens on the page", async () => {
  await using issuer = await OidcIssuer.start();
  const routes: [string, RequestInit, string][] = [
    ["/api/predict", post, "predict"],
    ["/api/explain", post, "predict"],
    ["/api/model", {}, "read"],
    ["/api/quality", {}, "read"],
    ["/api/metrics", {}, "read"],
    ["/mlflow/models", {}, "read"],
    ["/mlflow/models/m/versions", {}, "read"],
    ["/mlflow/models/m/aliases/champion", put, "promote"],
  ];
  const wrong: string[] = [];
  for (const right of [...RIGHTS, null]) {
    const page = await signedInPage(issuer);
    // Moving an alias is on the page that reading opens.
    const roles: (string | null)[] = right === "promote" ? ["read", right] : [right];
    if (right !== null) {
      issuer.person = { sub: "bob", roles };
      await page.signIn();
    }
    for (const [path, init, needed] of routes) {
      const answer = await page.ask(path, init);
      await answer.text();
      const expected = right === null ? 401 : roles.includes(needed) ? 200 : 403;
      if (answer.status !== expected) wrong.push(`${path} for ${right}: ${answer.status}`);
    }
    equal((await page.ask("/assets/x.css")).status, 404);
    equal((await page.ask("/healthz")).status, 200);
    await page.end();
  }
  deepEqual(wrong, []);
});

Deno.test("the service is asked with the page's key, for the person, and its own 401 is not theirs", async () => {
  await using issuer = await OidcIssuer.start();
  issuer.person = { sub: "Zoé", name: "Zoé M.", roles: ["predict", "read", "promote"] };
  const page = await signedInPage(issuer);
  await page.signIn();
  const predicted = await page.ask("/api/predict", {
    ...post,
    headers: { ...post.headers, authorization: "Bearer mine", [ON_BEHALF_OF]: "admin" },
  });
  deepEqual(await predicted.json(), { path: "/predict" });
  deepEqual(page.seen, [{ path: "/predict", key: "Bearer k", who: "Zo%C3%A9" }]);
  const refused = await page.ask("/api/drift");
  equal(refused.status, 502);
  match((await refused.json()).detail, /does not take the page's key/);
  equal((await page.ask("/mlflow/models/m/aliases/champion", put)).status, 200);
  deepEqual(page.moves, [["m", "champion", "2", "Zoé"]]);
  deepEqual(await (await page.ask("/mlflow/models")).json(), {
    models: ["m"],
    about: "m",
    canMoveAliases: true,
    needsToken: false,
  });
  equal((await (await page.ask("/session")).json()).name, "Zoé M.");
  await page.end();
});

Deno.test("an answer that this browser did not ask for signs nobody in", async () => {
  await using issuer = await OidcIssuer.start();
  const [victim, attacker] = [await signedInPage(issuer), await signedInPage(issuer)];
  // The attacker's own code, in the victim's browser: with no question, and with another one.
  const there = (await attacker.ask("/sign-in")).headers.get("location") ?? "";
  const back = await fetch(there, { redirect: "manual" });
  await back.body?.cancel();
  const { pathname, search } = new URL(back.headers.get("location") ?? "");
  equal((await victim.ask(pathname + search)).status, 403);
  await victim.ask("/sign-in");
  equal((await victim.ask(pathname + search)).status, 403);
  equal((await victim.ask("/session")).status, 401);
  // The right code with another state.
  const { answer: asked } = await victim.signIn(
    "/",
    (search) => search.replace(/state=.{8}/, "state=00000000"),
  );
  equal(asked.status, 403);
  // The same answer twice.
  const { path, answer } = await victim.signIn();
  equal(answer.status, 303);
  equal((await victim.ask(path)).status, 403);
  await Promise.all([victim.end(), attacker.end()]);
});

Deno.test("tokens that the issuer did not sign for this question are refused", async () => {
  await using issuer = await OidcIssuer.start();
  const page = await signedInPage(issuer);
  for (
    const claims of [{ nonce: "other" }, { aud: "other" }, { iss: "https://evil" }, { exp: 1 }]
  ) {
    const sign = issuer.token.bind(issuer);
    issuer.token = (given) => sign({ ...given, ...claims });
    equal((await page.signIn()).answer.status, 403, JSON.stringify(claims));
    issuer.token = sign;
  }
  const jwks = issuer.jwks.bind(issuer);
  await using other = await OidcIssuer.start();
  issuer.jwks = () => other.jwks();
  const fresh = await signedInPage(issuer);
  const { status } = (await fresh.signIn()).answer;
  equal(status === 403 || status === 503, true, `${status}`);
  issuer.jwks = jwks;
  equal((await page.ask("/session")).status, 401);
  await Promise.all([page.end(), fresh.end()]);
});

Deno.test("whoever refuses, or is no longer known, is told so, and too many tries are bounded", async () => {
  await using issuer = await OidcIssuer.start();
  issuer.person = null;
  const page = await signedInPage(issuer);
  const { answer } = await page.signIn();
  equal(answer.status, 403);
  match((await answer.json()).detail, /The issuer refused: access_denied/);
  const statuses: number[] = [];
  for (let i = 0; i < 11; i++) statuses.push((await page.ask("/signed-in?code=x&state=y")).status);
  deepEqual(statuses, [...new Array<number>(9).fill(403), 429, 429]);
  await page.end();
});

Deno.test("an issuer that is away is a 503, and back again it works", async () => {
  await using issuer = await OidcIssuer.start();
  const page = await signedInPage(issuer);
  for (const trouble of ["errors", "nonsense"] as const) {
    issuer.trouble = trouble;
    const answer = await page.ask("/sign-in");
    equal(answer.status, 503);
    equal(answer.headers.get("retry-after"), "2");
  }
  issuer.trouble = "none";
  equal((await page.signIn()).answer.status, 303);
  await page.end();
});

Deno.test("nobody is led elsewhere, and no cookie of another secret or purpose opens anything", async () => {
  await using issuer = await OidcIssuer.start();
  const page = await signedInPage(issuer);
  for (
    const to of ["https://evil.test/", "//evil.test/", "/\\evil.test", "javascript:alert(1)", ""]
  ) {
    equal((await page.signIn(to)).answer.headers.get("location"), "/", to);
  }
  const session = page.cookies.get("__Host-session") ?? "";
  const other = await signedInPage(issuer, {
    sessionSecret: "another secret of at least thirty-two characters",
  });
  other.cookies.set("__Host-session", session);
  equal((await other.ask("/session")).status, 401);
  await page.ask("/sign-in");
  page.cookies.set("__Host-session", page.cookies.get("__Host-sign-in") ?? "");
  equal((await page.ask("/session")).status, 401);
  page.cookies.set("__Host-session", `${session.slice(0, -4)}AAAA`);
  equal((await page.ask("/session")).status, 401);
  page.cookies.set("__Host-session", session);
  equal((await page.ask("/session")).status, 200);
  await Promise.all([page.end(), other.end()]);
});

Deno.test("GET /session tells that nobody has to sign in", async () => {
  const { signInRoutes } = await import("./sign_in_routes.ts");
  deepEqual(await (await signInRoutes(null).request("/session")).json(), {
    name: null,
    rights: RIGHTS,
  });
});

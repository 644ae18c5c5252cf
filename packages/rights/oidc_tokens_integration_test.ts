import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { OidcIssuer } from "@mlops/testing/oidc_issuer";
import { until } from "@mlops/testing/until";
import { Authenticator } from "./authenticator.ts";
import { OidcTokens } from "./oidc_tokens.ts";
import { CredentialsRefused, IssuerUnavailable } from "./refused.ts";
import type { OidcSettings } from "./rights_settings.ts";

const AUDIENCE = "predictions";

/** Tokens of an issuer, on a clock that the test turns. */
function tokensOf(issuer: OidcIssuer, settings: Partial<OidcSettings> = {}) {
  const troubles: string[] = [];
  const clock = { ms: Date.now() };
  const tokens = new OidcTokens({
    issuer: issuer.issuer,
    audience: AUDIENCE,
    rightsClaim: "roles",
    nameClaim: "sub",
    jwksUri: null,
    ...settings,
  }, { fetch, now: () => clock.ms, report: (_event, detail) => troubles.push(detail) });
  return { tokens, clock, troubles };
}

const alice = { sub: "alice", aud: AUDIENCE, roles: ["predict", "mlops:read", "admin"] };

Deno.test("verify() takes a token and reads whose it is and what they may do", async () => {
  await using issuer = await OidcIssuer.start();
  const { tokens } = tokensOf(issuer);
  const { identity, expiresMs } = await tokens.verify(await issuer.token(alice));
  deepEqual([identity.name, [...identity.rights], identity.by], [
    "alice",
    ["predict", "read"],
    "token",
  ]);
  equal(expiresMs > Date.now() + 290_000 && expiresMs < Date.now() + 331_000, true);
  await tokens.verify(await issuer.token({ ...alice, sub: "bob" }));
  deepEqual(issuer.asked, ["/.well-known/openid-configuration", "/keys"]);
});

Deno.test("verify() finds the rights where the settings say", async () => {
  await using issuer = await OidcIssuer.start();
  const cases: [string, Record<string, unknown>, string[]][] = [
    ["scope", { scope: "openid feedback  promote" }, ["feedback", "promote"]],
    ["realm_access.roles", { "realm_access": { roles: ["read"] } }, ["read"]],
    ["https://example.org/rights", { "https://example.org/rights": ["predict"] }, ["predict"]],
    ["missing", {}, []],
    ["roles", { roles: { read: true } }, []],
    ["roles", { roles: [["read"], 7, null] }, []],
    ["constructor.name", {}, []],
  ];
  for (const [rightsClaim, claims, rights] of cases) {
    const { tokens } = tokensOf(issuer, { rightsClaim });
    const { identity } = await tokens.verify(
      await issuer.token({ sub: "a", aud: AUDIENCE, ...claims }),
    );
    deepEqual([rightsClaim, [...identity.rights]], [rightsClaim, rights]);
  }
});

Deno.test("verify() refuses what it cannot trust", async () => {
  await using issuer = await OidcIssuer.start();
  const { tokens } = tokensOf(issuer);
  const seconds = Math.floor(Date.now() / 1000);
  const good = await issuer.token(alice);
  const [head = "", body = "", signature = ""] = good.split(".");
  const forged = btoa(JSON.stringify({ ...alice, roles: ["promote"] })).replaceAll("=", "");
  const { keys } = await issuer.jwks();
  const publicKey = new TextEncoder().encode(JSON.stringify(keys[0]));
  const stranger = await generateKeyPair("RS256");
  const kid = (keys[0] as { kid: string }).kid;
  const signedBy = (alg: string, key: CryptoKey | Uint8Array, more: object = {}) =>
    new SignJWT({ ...alice, iss: issuer.issuer }).setExpirationTime("5m")
      .setProtectedHeader({ alg, kid, ...more }).sign(key);
  const wrong: [string, string, RegExp][] = [
    ["another audience", await issuer.token({ ...alice, aud: "other" }), /aud/],
    ["no audience", await issuer.token({ sub: "a" }), /aud/],
    ["another issuer", await issuer.token({ ...alice, iss: "https://evil" }), /iss/],
    ["expired", await issuer.token({ ...alice, exp: seconds - 31 }), /expired/],
    ["not yet", await issuer.token({ ...alice, nbf: seconds + 3600 }), /nbf/],
    ["no name", await issuer.token({ aud: AUDIENCE }), /name its owner in the claim "sub"/],
    ["another body", `${head}.${forged}.${signature}`, /signature/],
    ["no signature", `${head}.${body}.`, /signature|JWS/i],
    ["alg none", new UnsecuredJWT({ ...alice, iss: issuer.issuer }).encode(), /alg|JWS/i],
    ["a shared secret", await signedBy("HS256", publicKey), /alg/i],
    ["another key", await signedBy("RS256", stranger.privateKey), /signature/],
    [
      "a key of its own",
      await signedBy("RS256", stranger.privateKey, { jwk: await exportJWK(stranger.publicKey) }),
      /signature/,
    ],
    ["no token", "a.b.c", /trusted/],
    ["no form", "abc", /neither an API key nor a token/],
  ];
  for (const [what, token, reason] of wrong) {
    await rejects(tokens.verify(token), (error) => {
      equal(error instanceof CredentialsRefused, true, `${what}: ${error}`);
      match(String(error), reason, what);
      return true;
    });
  }
  const endless = await issuer.token({ ...alice, exp: undefined as unknown as number });
  await rejects(tokens.verify(endless), /exp/);
  await tokens.verify(good);
});

Deno.test("verify() takes no signature by a secret, even one that the issuer tells", async () => {
  await using issuer = await OidcIssuer.start();
  const secret = crypto.getRandomValues(new Uint8Array(32));
  const k = secret.toBase64({ alphabet: "base64url", omitPadding: true });
  issuer.jwks = () => Promise.resolve({ keys: [{ kty: "oct", kid: "s", alg: "HS256", k }] });
  const token = await new SignJWT({ ...alice, iss: issuer.issuer }).setExpirationTime("5m")
    .setProtectedHeader({ alg: "HS256", kid: "s" }).sign(secret);
  await rejects(tokensOf(issuer).tokens.verify(token), /"alg"/);
});

Deno.test("verify() fetches new keys when a token names one, and not more often", async () => {
  await using issuer = await OidcIssuer.start();
  const { tokens, clock } = tokensOf(issuer, { jwksUri: new URL(`${issuer.issuer}/keys`) });
  await tokens.verify(await issuer.token(alice));
  const old = await issuer.token(alice);
  await issuer.addKey("ES256");
  clock.ms += 31_000;
  await Promise.all([1, 2, 3].map(async () => tokens.verify(await issuer.token(alice))));
  await tokens.verify(old);
  deepEqual(issuer.asked, ["/keys", "/keys"]);
  // Now tokens with invented keys make nobody ask.
  await issuer.replaceKeys();
  for (let i = 0; i < 20; i++) {
    await rejects(tokens.verify(await issuer.token(alice)), CredentialsRefused);
  }
  deepEqual(issuer.asked, ["/keys", "/keys"]);
  clock.ms += 31_000;
  await tokens.verify(await issuer.token(alice));
  await rejects(tokens.verify(old), CredentialsRefused);
});

Deno.test("tokens are taken through an outage of the issuer, for a day", async () => {
  await using issuer = await OidcIssuer.start();
  const { tokens, clock, troubles } = tokensOf(issuer);
  const later = (hours: number) => {
    clock.ms += hours * 3_600_000;
    return issuer.token({ ...alice, exp: Math.floor(clock.ms / 1000) + 60 });
  };
  await tokens.verify(await later(0));
  for (const trouble of ["errors", "nonsense"] as const) {
    issuer.trouble = trouble;
    const told = troubles.length;
    await tokens.verify(await later(1));
    // It asks beside the answer.
    await until(`told of ${trouble}`, () => Promise.resolve(troubles.length > told));
  }
  await rejects(tokens.verify(await later(23)), IssuerUnavailable);
  match(troubles.join("\n"), /answers 500[^]*OIDC_ISSUER: /);
  issuer.trouble = "none";
  await tokens.verify(await later(0.01));
});

Deno.test("an issuer that cannot be asked is no reason to trust or refuse anyone", async () => {
  await using issuer = await OidcIssuer.start();
  const token = await issuer.token(alice);
  issuer.trouble = "errors";
  const { tokens, clock } = tokensOf(issuer);
  await rejects(tokens.verify(token), {
    name: "IssuerUnavailable",
    message: /cannot be fetched: .* answers 500/,
  });
  const asked = issuer.asked.length;
  await rejects(tokens.verify(token), IssuerUnavailable);
  equal(issuer.asked.length, asked);
  issuer.trouble = "none";
  clock.ms += 2_000;
  await tokens.verify(token);
});

Deno.test("discovery that speaks for another issuer is not believed", async () => {
  await using issuer = await OidcIssuer.start();
  const { tokens, troubles } = tokensOf(issuer, { issuer: `${issuer.issuer}/` });
  await rejects(tokens.verify(await issuer.token(alice)), IssuerUnavailable);
  match(troubles[0] ?? "", /is of the issuer ".*", not of ".*\/"$/);
});

Deno.test("Authenticator checks a token once a minute, and never beyond its end", async () => {
  await using issuer = await OidcIssuer.start();
  const { tokens, clock } = tokensOf(issuer);
  let nVerified = 0;
  const authenticator = new Authenticator({
    keys: null,
    tokens: {
      verify(token) {
        nVerified++;
        return tokens.verify(token);
      },
    },
    now: () => clock.ms,
  });
  const exp = Math.floor(clock.ms / 1000) + 90;
  const authorization = `Bearer ${await issuer.token({ ...alice, exp })}`;
  equal(authenticator.known(authorization), undefined);
  equal((await authenticator.identify(authorization)).name, "alice");
  equal(authenticator.known(authorization)?.name, "alice");
  clock.ms += 61_000;
  equal(authenticator.known(authorization), undefined);
  await authenticator.identify(authorization);
  clock.ms += 60_000;
  equal(authenticator.known(authorization), undefined);
  await rejects(authenticator.identify(authorization), /expired/);
  equal(nVerified, 3);
});

import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { helperCredentials, storedCredentials } from "./docker_config.ts";

const FILE = JSON.stringify({
  auths: {
    "ghcr.io": { auth: btoa("ann:pass:word") },
    "https://index.docker.io/v1/": { auth: btoa("bob:hub") },
    "https://old.example/v1/": { auth: btoa("old:one") },
    "token.example": { auth: btoa("x:y"), identitytoken: "long-token" },
    "empty.example": {},
  },
  credHelpers: { "gcr.example": "gcloud" },
});

Deno.test("storedCredentials() finds a login under each of its names", () => {
  const login = (registry: string) => {
    const stored = storedCredentials(FILE, registry);
    return stored?.kind === "login" ? stored.credentials : undefined;
  };
  deepEqual(login("ghcr.io"), { username: "ann", password: "pass:word" });
  deepEqual(login("docker.io"), { username: "bob", password: "hub" });
  deepEqual(login("old.example"), { username: "old", password: "one" });
  deepEqual(login("token.example"), { identityToken: "long-token" });
  equal(login("empty.example"), undefined);
  equal(storedCredentials("{}", "ghcr.io"), undefined);
});

Deno.test("storedCredentials() names the helper that has them", () => {
  deepEqual(storedCredentials(FILE, "gcr.example"), {
    kind: "helper",
    program: "docker-credential-gcloud",
    server: "gcr.example",
  });
  deepEqual(storedCredentials('{"credsStore":"osxkeychain"}', "docker.io"), {
    kind: "helper",
    program: "docker-credential-osxkeychain",
    server: "https://index.docker.io/v1/",
  });
});

Deno.test("helperCredentials() reads passwords and tokens", () => {
  deepEqual(helperCredentials('{"Username":"ann","Secret":"s"}'), {
    username: "ann",
    password: "s",
  });
  deepEqual(helperCredentials('{"Username":"<token>","Secret":"t"}'), { identityToken: "t" });
});

Deno.test("storedCredentials() quotes nothing of a broken file", () => {
  for (
    const text of ['{"auths": {"a": hunter2', '["hunter2"', '{"auths":{"a":{"auth":"hunter2"}}}']
  ) {
    throws(() => storedCredentials(text, "a"), (error: Error) => {
      equal(error.name, "SyntaxError");
      ok(!`${error.stack}${error.cause}`.includes("hunter2"));
      return true;
    });
  }
  throws(() => helperCredentials('{"Username":"hunter2"}'), { message: /"Secret": it did not$/ });
});

import { deepEqual, equal } from "node:assert/strict";
import { ConfigError } from "@mlops/config";
import { readConfig, VARIABLES } from "./config.ts";
import image from "./image.json" with { type: "json" };
import readme from "./README.md" with { type: "text" };

function faults(env: Record<string, string>): readonly string[] {
  try {
    readConfig((name) => env[name]);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults;
  }
}

Deno.test("readConfig() starts nothing that lets everyone in", () => {
  const missing = "API_KEYS_FILE or OIDC_ISSUER must say who may ask MLflow: neither is set";
  deepEqual(faults({}), [missing]);
  deepEqual(faults({ REQUIRE_RIGHTS: "false" }), [missing]);
  equal(faults({ REQUIRE_RIGHTS: "true" }).length, 1);
  deepEqual(faults({ API_KEYS_FILE: "/api-keys/keys.json" }), []);
});

Deno.test("readConfig() tells every fault at once", () => {
  deepEqual(
    faults({ API_KEYS_FILE: "x", PORT: "0", MLFLOW_URL: "ftp://x", MAX_ARTIFACT_MIB: "no" }),
    [
      'MAX_ARTIFACT_MIB must be an integer in [1, 1048576]: is "no"',
      'PORT must be an integer in [1, 65535]: is "0"',
      "MLFLOW_URL must be an address that starts with http:// or https://",
    ],
  );
});

Deno.test("readConfig() finds the audit below the service's address, and wants its key", () => {
  const read = (env: Record<string, string>) =>
    readConfig((name) => ({ API_KEYS_FILE: "x", ...env } as Record<string, string>)[name]).audit;
  equal(read({}), null);
  for (const address of ["http://predict", "http://predict/"]) {
    equal(read({ AUDIT_URL: address, AUDIT_KEY: "k" })?.url.href, "http://predict/audit");
  }
  deepEqual(faults({ API_KEYS_FILE: "x", AUDIT_URL: "http://predict" }), [
    "AUDIT_URL and AUDIT_KEY belong together: one is missing",
  ]);
});

Deno.test("the image may look up the gate's variables and no other", () => {
  equal(image.permissions.at(-1), `--allow-env=${VARIABLES.join(",")}`);
});

Deno.test("the README's table holds each variable with its default", () => {
  const names = [...readme.matchAll(/^\| `([A-Z_]+)` *\|/gm)].map(([, name]) => name);
  const own = VARIABLES.filter((name) => !/^(OIDC_|K_SERVICE$)/.test(name));
  deepEqual(names, own);
});

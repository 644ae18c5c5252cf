import { TrustedProxies } from "@mlops/rights";
import { deepEqual, equal, throws } from "node:assert/strict";
import { ConfigError } from "@mlops/config";
import { readConfig, VARIABLES } from "./config.ts";
import readme from "./README.md" with { type: "text" };

const read = (env: Record<string, string>) => readConfig((name) => env[name]);

Deno.test("readConfig() has a default for everything", () => {
  const { trackingUri, ...config } = read({});
  equal(trackingUri.href, "http://localhost:5000/");
  deepEqual(config, {
    port: 8000,
    hostname: "0.0.0.0",
    allowedHosts: { names: [], serviceName: null },
    credentials: null,
    modelUri: { kind: "alias", name: "diabetes-model", alias: "champion" },
    pollIntervalMs: 2000,
    isDigestRequired: false,
    requiredSignature: null,
    engine: "auto",
    cacheDirectory: null,
    maxConcurrency: 128,
    memoryLimitMib: 512,
    databaseUrl: null,
    instance: "",
    predictionLog: "full",
    rights: { keysFile: null, oidc: null, proxies: new TrustedProxies([]) },
  });
});

Deno.test("readConfig() tells every fault at once and no secret", () => {
  try {
    read({
      PORT: "80.5",
      ALLOWED_HOSTS: "http://page.example",
      MLFLOW_TRACKING_URI: "ftp://me:secret@host",
      MODEL_URI: "champion",
      MODEL_POLL_SECONDS: "soon",
      MODEL_REQUIRE_DIGEST: "yes",
      MODEL_ENGINE: "python",
      MAX_CONCURRENCY: "0",
      MEMORY_LIMIT_MIB: "64",
      DATABASE_URL: "mysql://me:secret@host/db",
      PREDICTION_LOG: "all",
      REQUIRE_RIGHTS: "true",
    });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    deepEqual(error.faults, [
      'PORT must be an integer in [1, 65535]: is "80.5"',
      'ALLOWED_HOSTS must be names between commas, such as predict.example.org or *.example.org, without protocol and port: has "http://page.example"',
      "MLFLOW_TRACKING_URI must be an address that starts with http:// or https://",
      'MODEL_URI must be models:/NAME@ALIAS, models:/NAME/VERSION, models:/m-ID or runs:/RUN_ID/PATH: is "champion"',
      'MODEL_POLL_SECONDS must be a number in [0.05, 3600]: is "soon"',
      'MODEL_REQUIRE_DIGEST must be one of false, true: is "yes"',
      'MODEL_ENGINE must be one of auto, native, onnxruntime: is "python"',
      'MAX_CONCURRENCY must be an integer in [1, 10000]: is "0"',
      'MEMORY_LIMIT_MIB must be an integer in [128, 65536]: is "64"',
      "DATABASE_URL must be an address that starts with postgres:// or postgresql://",
      'PREDICTION_LOG must be one of full, metadata, off: is "all"',
      "REQUIRE_RIGHTS=true needs API_KEYS_FILE (deno task keys makes one) or OIDC_ISSUER: neither is set",
    ]);
    equal(error.message.includes("secret"), false);
    return;
  }
  throw new Error("nothing was refused");
});

Deno.test("readConfig() takes the password of the database from PGPASSWORD", () => {
  const { databaseUrl } = read({
    DATABASE_URL: "postgresql://me@host:5432/db",
    PGPASSWORD: "a/b@c",
  });
  equal(databaseUrl?.href, "postgresql://me:a%2Fb%40c@host:5432/db");
});

Deno.test("readConfig() looks up no variable that is not listed", () => {
  const asked = new Set<string>();
  readConfig((name) => {
    asked.add(name);
    return name === "DATABASE_URL" ? "postgresql://me@host/db" : undefined;
  });
  // Asked for only where a user name is given.
  asked.add("MLFLOW_TRACKING_PASSWORD");
  deepEqual([...asked].sort(), [...VARIABLES].sort());
  throws(() => read({ PORT: "x" }), ConfigError);
});

Deno.test("the README's table holds each variable with its default", () => {
  const rows = [...readme.matchAll(/^\| `([A-Z_]+)` *\| ([^|]+?) *\|/gm)]
    .map(([, name, fallback]) => [name, fallback?.replaceAll("`", "")]);
  deepEqual(Object.fromEntries(rows), {
    PORT: "8000",
    HOST: "0.0.0.0",
    ALLOWED_HOSTS: "none",
    K_SERVICE: "none",
    MLFLOW_TRACKING_URI: "http://localhost:5000",
    MLFLOW_TRACKING_USERNAME: "none",
    MLFLOW_TRACKING_PASSWORD: "none",
    MLFLOW_TRACKING_TOKEN: "none",
    MODEL_URI: "models:/diabetes-model@champion",
    MODEL_POLL_SECONDS: "2",
    MODEL_REQUIRE_DIGEST: "false",
    MODEL_REQUIRE_SIGNATURE: "none",
    MODEL_ENGINE: "auto",
    MODEL_CACHE_DIR: "none",
    MAX_CONCURRENCY: "128",
    MEMORY_LIMIT_MIB: "512",
    DATABASE_URL: "none",
    PGPASSWORD: "none",
    DATABASE_CA: "none",
    HOSTNAME: "one is made",
    PREDICTION_LOG: "full",
    API_KEYS_FILE: "none",
    OIDC_ISSUER: "none",
    OIDC_AUDIENCE: "none",
    OIDC_RIGHTS_CLAIM: "roles",
    OIDC_NAME_CLAIM: "sub",
    OIDC_JWKS_URI: "none",
    REQUIRE_RIGHTS: "false",
    TRUSTED_PROXIES: "none",
  });
  deepEqual(rows.map(([name]) => name), [...VARIABLES]);
});

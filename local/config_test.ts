import { deepEqual, match, throws } from "node:assert/strict";
import { ConfigError } from "@mlops/config";
import { REFERENCE_TASK } from "@mlops/tasks";
import { readConfig } from "./config.ts";
import { USAGE } from "./usage.ts";

const lookUp = (values: Record<string, string>) => (name: string) => values[name];

Deno.test("readConfig() has the workshop's ports as defaults", () => {
  deepEqual(readConfig(lookUp({}), [], "/repo/"), {
    directory: "/repo/.stack",
    isFresh: false,
    task: REFERENCE_TASK,
    table: null,
    uiPort: 8501,
    apiPort: 8000,
    mlflowPort: 5000,
    postgresPort: null,
    trackingUri: null,
    databaseUrl: null,
    database: null,
    outsideWaitMs: 60_000,
  });
});

Deno.test("readConfig() takes ports, addresses and --fresh", () => {
  const env = {
    API_PORT: "8001",
    POSTGRES_PORT: "6000",
    MLFLOW_TRACKING_URI: "http://mlflow:5000",
    DATABASE_URL: "postgres://a:b@c/d",
    STACK_DIR: "/data",
  };
  deepEqual(readConfig(lookUp(env), ["--fresh"], "/repo/"), {
    directory: "/data",
    isFresh: true,
    task: REFERENCE_TASK,
    table: null,
    uiPort: 8501,
    apiPort: 8001,
    mlflowPort: 5000,
    postgresPort: 6000,
    trackingUri: "http://mlflow:5000",
    databaseUrl: "postgres://a:b@c/d",
    database: new URL("postgres://a:b@c/d"),
    outsideWaitMs: 60_000,
  });
});

Deno.test("readConfig() refuses keys and an issuer, which the stack would not ask for", () => {
  const env = { API_KEYS_FILE: "api-keys.json", OIDC_ISSUER: "https://login.example" };
  throws(() => readConfig(lookUp(env), [], "/repo/"), (error: unknown) => {
    const { faults } = error as ConfigError;
    match(faults.join("\n"), /^API_KEYS_FILE must not be set.*\nOIDC_ISSUER must not be set/);
    return error instanceof ConfigError;
  });
});

Deno.test("readConfig() refuses one port for several parts, but not for those of others", () => {
  const env = { UI_PORT: "5000", API_PORT: "5000", POSTGRES_PORT: "6000" };
  throws(() => readConfig(lookUp(env), [], "/repo/"), (error: unknown) => {
    deepEqual((error as ConfigError).faults, [
      "UI_PORT, API_PORT and MLFLOW_PORT must be different ports, for the page, " +
      "the prediction service and MLflow: all are 5000",
    ]);
    return error instanceof ConfigError;
  });
  throws(
    () => readConfig(lookUp({ UI_PORT: "8000" }), [], "/repo/"),
    /UI_PORT and API_PORT must be .* the page and the prediction service: both are 8000/,
  );
  const outside = { MLFLOW_TRACKING_URI: "http://mlflow:5000", DATABASE_URL: "postgres://a@b/c" };
  const { uiPort } = readConfig(
    lookUp({ ...outside, UI_PORT: "5000", POSTGRES_PORT: "5000" }),
    [],
    "/repo/",
  );
  deepEqual(uiPort, 5000);
});

Deno.test("readConfig() reports every fault at once and shows no password", () => {
  const env = { API_PORT: "eighty", UI_PORT: "70000", DATABASE_URL: "mysql://a:secret@b/c" };
  throws(() => readConfig(lookUp(env), ["--frehs"], "/repo/"), (error: unknown) => {
    deepEqual((error as ConfigError).faults, [
      "arguments must be --fresh, or --table FILE --target COLUMN with flags of the training: " +
      'are "--frehs"',
      'UI_PORT must be an integer in [1, 65535]: is "70000"',
      'API_PORT must be an integer in [1, 65535]: is "eighty"',
      "DATABASE_URL must be an address that starts with postgres:// or postgresql://",
    ]);
    return error instanceof ConfigError;
  });
});

Deno.test("readConfig() refuses a token that the page would refuse, before anything is started", () => {
  throws(() => readConfig(lookUp({ UI_ADMIN_TOKEN: "short" }), [], "/repo/"), {
    message: /UI_ADMIN_TOKEN must have at least 16 characters: has 5/,
  });
});

Deno.test("--help tells each variable with its default", () => {
  const { uiPort, apiPort, mlflowPort, outsideWaitMs } = readConfig(() => undefined, [], "/r/");
  match(USAGE, new RegExp(`UI_PORT .*\\(${uiPort}\\)`));
  match(USAGE, new RegExp(`API_PORT .*\\(${apiPort}\\)`));
  match(USAGE, new RegExp(`MLFLOW_PORT .*\\(${mlflowPort}\\)`));
  match(USAGE, new RegExp(`STACK_WAIT_SECONDS .*\\(${outsideWaitMs / 1000}\\)`));
});

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

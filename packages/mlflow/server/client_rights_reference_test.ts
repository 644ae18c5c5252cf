import { deepEqual } from "node:assert/strict";
import { formatKeys, makeKey } from "@mlops/rights";
import { mlflow3Python, referenceTest, runPython } from "@mlops/testing/reference";
import { startServer } from "../testing/running_server.ts";

/** Writes and reads, and prints what of it was refused, by MLflow's code. */
const PROGRAM = `
import json, mlflow, os
from mlflow.exceptions import MlflowException
os.environ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "0"
client = mlflow.MlflowClient()
def tried(action):
    try:
        action()
        return "done"
    except MlflowException as error:
        return error.error_code
print(json.dumps([
    tried(lambda: client.search_experiments()),
    tried(lambda: client.search_runs(["0"])),
    tried(lambda: client.log_metric(client.create_run("0").info.run_id, "auc", 0.5)),
    tried(lambda: client.create_registered_model(os.environ["MODEL"])),
]))
`;

const DONE = ["done", "done", "done", "done"];
const READS = ["done", "done", "PERMISSION_DENIED", "PERMISSION_DENIED"];

referenceTest("Python's clients send keys as tokens and as passwords", ["python"], async () => {
  const root = await Deno.makeTempDir({ prefix: "client-rights-" });
  const writer = await makeKey({ name: "trainer", rights: ["read", "promote"] }, Date.now());
  const reader = await makeKey({ name: "service", rights: ["read"] }, Date.now());
  const file = `${root}-keys.json`;
  await Deno.writeTextFile(file, formatKeys([writer.entry, reader.entry]));
  {
    await using server = await startServer(root, file);
    const ask = async (env: Record<string, string>, python?: string) =>
      JSON.parse(
        await runPython(PROGRAM, {
          env: { MLFLOW_TRACKING_URI: server.url.origin, GIT_PYTHON_REFRESH: "quiet", ...env },
          ...python === undefined ? {} : { python },
        }),
      );
    for (const [release, python] of [["2", undefined], ["3", await mlflow3Python()]] as const) {
      const answers = [
        await ask({ MODEL: `a${release}`, MLFLOW_TRACKING_TOKEN: writer.key }, python),
        await ask({
          MODEL: `b${release}`,
          MLFLOW_TRACKING_USERNAME: "anyone",
          MLFLOW_TRACKING_PASSWORD: writer.key,
        }, python),
        await ask({ MODEL: `c${release}`, MLFLOW_TRACKING_TOKEN: reader.key }, python),
      ];
      deepEqual(answers, [DONE, DONE, READS]);
    }
  }
  await Deno.remove(root, { recursive: true });
  await Deno.remove(file);
});

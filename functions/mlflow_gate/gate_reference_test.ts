/** MLflow's own client and server with the gate between them. */
import { equal, match, ok } from "node:assert/strict";
import { referenceTest, runPython, startRealMlflow } from "@mlops/testing/reference";
import { testedGate } from "./testing/tested_gate.ts";

const LOG_AND_PROMOTE = `import mlflow, os, sys
mlflow.set_experiment("gate")
with mlflow.start_run() as run:
    mlflow.log_metrics({"a": 1.0, "b": 2.0})
    mlflow.log_text("x" * 3_000_000, "model/large file.txt")
client = mlflow.MlflowClient()
client.create_registered_model("m")
version = client.create_model_version("m", f"runs:/{run.info.run_id}/model", run.info.run_id)
client.set_registered_model_alias("m", "champion", version.version)
client.set_registered_model_tag("m", "k", "v")
print(run.info.run_id)
`;

const READ = `import mlflow, sys
client = mlflow.MlflowClient()
print(client.get_model_version_by_alias("m", "champion").version)
print(len(client.search_runs(["1"])), len(client.search_registered_models()))
path = mlflow.artifacts.download_artifacts(run_id=sys.argv[1], artifact_path="model/large file.txt")
print(len(open(path).read()))
for change in [
    lambda: client.set_registered_model_alias("m", "champion", "1"),
    lambda: client.delete_registered_model_alias("m", "champion"),
    lambda: client.log_metric(sys.argv[1], "c", 3.0),
    lambda: client.log_text(sys.argv[1], "x", "y.txt"),
    lambda: client.delete_run(sys.argv[1]),
    lambda: client.create_experiment("mine"),
]:
    try:
        change()
        print("changed")
    except Exception as error:
        print("refused" if "promote" in str(error) or "403" in str(error) else error)
`;

/** What is left of a refused body keeps its connection for two seconds more, beyond the test's end. */
const LINGERS = { sanitizeOps: false, sanitizeResources: false };

referenceTest("Gate lets MLflow's client do what its key may", ["python"], async () => {
  await using mlflow = await startRealMlflow();
  const { gate, keys, changes } = await testedGate(mlflow.url, { maxArtifactBytes: 4_000_000 });
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request, { remoteAddr }) => gate.answer(request, remoteAddr.hostname),
  );
  const run = (program: string, key: string, args: string[] = []) =>
    runPython(program, {
      args,
      env: {
        MLFLOW_TRACKING_URI: `http://127.0.0.1:${server.addr.port}`,
        MLFLOW_TRACKING_TOKEN: key,
        MLFLOW_HTTP_REQUEST_MAX_RETRIES: "0",
      },
    });
  const runId = (await run(LOG_AND_PROMOTE, keys.promote)).trim().split("\n").at(-1) ?? "";
  match(runId, /^[0-9a-f]{32}$/);
  const aliases = changes.filter(({ alias }) => alias === "champion");
  equal(aliases.length, 1);
  equal(aliases[0]?.["who"], "key:trainer");
  ok(changes.length >= 4);

  // Of unknown length, and larger than is taken.
  const address =
    `http://127.0.0.1:${server.addr.port}/api/2.0/mlflow-artifacts/artifacts/1/${runId}/artifacts/big`;
  const headers = {
    authorization: `Bearer ${keys.promote}`,
    "content-type": "application/octet-stream",
  };
  const body = new Blob([new Uint8Array(5_000_000)]).stream();
  const upload = await fetch(address, { method: "PUT", headers, body });
  equal(upload.status, 413);
  match((await upload.json()).message, /at most 4000000 bytes/);

  const [version, counts, size, ...tries] = (await run(READ, keys.read, [runId])).trim().split(
    "\n",
  );
  equal(version, "1");
  equal(counts, "1 1");
  equal(size, "3000000");
  equal(tries.join(), "refused,refused,refused,refused,refused,refused");
}, LINGERS);

import { createTrackingServer } from "@mlops/mlflow/server";
import { freePort } from "@mlops/processes/free_port";
import { referenceTest } from "@mlops/testing/reference";
import { until } from "@mlops/testing/until";
import { equal } from "node:assert/strict";
import { discover, exerciseOf } from "./engine/discover.ts";
import { localPlace } from "./engine/local_place.ts";
import { EXERCISES } from "./testing/tested_lab.ts";

const ROOT = new URL("../", import.meta.url).pathname;

/** Python's imports alone take seconds on a busy machine. */
const START_LIMIT_MS = 60_000;

async function printedBy(program: string, args: readonly string[], env = {}): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd: ROOT,
    env,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  equal(code, 0, decoder.decode(stderr).slice(-2_000));
  return decoder.decode(stdout);
}

referenceTest("the exercises' Python programs do what the steps want", ["python"], async () => {
  const python = (await printedBy(".ci/python", [])).trim();
  const root = await Deno.makeTempDir({ prefix: "lab-mlruns-" });
  const { fetch: answer } = createTrackingServer({ root });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
  const mlflow = `http://127.0.0.1:${server.addr.port}`;
  const env = { MLFLOW_TRACKING_URI: mlflow, GIT_PYTHON_REFRESH: "quiet" };
  const port = freePort();
  const place = localPlace("", {
    "mlflow-service": mlflow,
    "ml-api-service": `http://127.0.0.1:${port}`,
  });
  const exercises = await discover(EXERCISES);
  const hold = async (number: string) => {
    for (const step of exerciseOf(exercises, number).exercise.steps) {
      if (step.on !== "cluster") await step.check(place);
    }
  };
  try {
    await printedBy(python, [`${EXERCISES}/03-training/files/train.py`], env);
    await hold("3");
    const api = new Deno.Command(python, {
      args: ["-m", "uvicorn", "main:app", "--host", "127.0.0.1", "--port", `${port}`],
      cwd: `${EXERCISES}/04-service/files/program`,
      env: { ...env, PYTHONDONTWRITEBYTECODE: "1" },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    try {
      await until("the Python service", async () => {
        const response = await fetch(`http://127.0.0.1:${port}/ready`);
        await response.body?.cancel();
        return response.ok;
      }, START_LIMIT_MS);
      await hold("4");
    } finally {
      api.kill("SIGTERM");
      await api.status;
    }
  } finally {
    await server.shutdown();
    await Deno.remove(root, { recursive: true });
  }
});

import { createTrackingServer } from "@mlops/mlflow/server";
import { freePort } from "@mlops/processes/free_port";
import { referenceTest } from "@mlops/testing/reference";
import { until } from "@mlops/testing/until";
import { equal } from "node:assert/strict";
import { dirname } from "node:path";
import { inTerminal, typeLine } from "./e2e/terminal.ts";
import { discover, exerciseOf, type FoundExercise } from "./engine/discover.ts";
import { localPlace } from "./engine/local_place.ts";
import type { Place } from "./engine/place.ts";
import { filledIn } from "./engine/run_steps.ts";
import { EXERCISES } from "./testing/tested_lab.ts";

/** The line that `start` prints for Python. */
function lineOf({ number, exercise, path }: FoundExercise, addresses: Place): string {
  const command = exercise.commands.find(({ on, inPython }) => on === "local" && inPython);
  const place = { ...addresses, work: `${path}/files` };
  return filledIn(command?.inPython ?? "", { number, place });
}

referenceTest("the exercises' Python programs do what the steps want", ["python"], async () => {
  const found = await typeLine(".ci/python");
  equal(found.code, 0, found.said);
  const python = dirname(found.said.split("\n").at(-1) ?? "");
  const root = await Deno.makeTempDir({ prefix: "lab-mlruns-" });
  const { fetch: answer } = createTrackingServer({ root });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
  const mlflow = `http://127.0.0.1:${server.addr.port}`;
  const around = `PATH=${python}:$PATH GIT_PYTHON_REFRESH=quiet PYTHONDONTWRITEBYTECODE=1`;
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
    const { code, said } = await typeLine(`${around} ${lineOf(exerciseOf(exercises, "3"), place)}`);
    equal(code, 0, said.slice(-2_000));
    await hold("3");
    await using _api = inTerminal(`${around} ${lineOf(exerciseOf(exercises, "4"), place)}`);
    await until("the Python service", async () => {
      const response = await fetch(`http://127.0.0.1:${port}/ready`);
      await response.body?.cancel();
      return response.ok;
    });
    await hold("4");
  } finally {
    await server.shutdown();
    await Deno.remove(root, { recursive: true });
  }
});

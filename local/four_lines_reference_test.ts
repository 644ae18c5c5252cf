import { mlflow3Python, referencePython, referenceTest, runPython } from "@mlops/testing/reference";
import { PrintedLines, runTask, stackPlace, startTask } from "@mlops/testing/started_stack";
import { until } from "@mlops/testing/until";
import { deepEqual, equal, ok } from "node:assert/strict";

const DOCUMENT = new URL("../docs/models.md", import.meta.url);
const README = new URL("../README.md", import.meta.url);

/** What the document shows for one flavor. */
interface FourLines {
  readonly python: string;
  readonly curls: readonly { readonly path: string; readonly body: unknown }[];
}

function linesOf(document: string, flavor: string): FourLines {
  const section = document.split(`<!-- ${flavor} -->`)[1]!.split("<!--")[0]!;
  const python = /```python\n(.*?)```/s.exec(section)![1]!;
  const commands = section.matchAll(/curl -X POST localhost:8000(\S+) .*? -d '(.*)'$/gm);
  const curls = Array.from(
    commands,
    ([, path, body]) => ({ path: path!, body: JSON.parse(body!) }),
  );
  return { python, curls };
}

referenceTest(
  "the lines that the document shows for each flavor log a model, serve it and explain it",
  ["python"],
  async () => {
    const document = await Deno.readTextFile(DOCUMENT);
    ok((await Deno.readTextFile(README)).includes(linesOf(document, "sklearn").python));
    const { ports, directory, env } = await stackPlace();
    const printed = new PrintedLines(await startTask("start", env));
    await printed.until("Ctrl-C");
    const api = `http://127.0.0.1:${ports.api}`;
    const mlflow = { MLFLOW_TRACKING_URI: `http://127.0.0.1:${ports.mlflow}` };
    // Whoever has tried something before has more versions than the first.
    equal((await runTask("train", mlflow, ["--alias", "challenger"])).code, 0);
    const answers: Record<string, unknown> = {};
    const mlflow2 = await referencePython();
    const tries = [
      // Its way to write scikit-learn's models is another; it is what pip installs today.
      { flavor: "sklearn", interpreter: await mlflow3Python() },
      ...["sklearn", "xgboost", "lightgbm", "onnx"]
        .map((flavor) => ({ flavor, interpreter: mlflow2 })),
    ];
    for (const [index, { flavor, interpreter }] of tries.entries()) {
      const { python, curls } = linesOf(document, flavor);
      equal(python.trim().split("\n").length, 4);
      await runPython(python.replaceAll("localhost:5000", `127.0.0.1:${ports.mlflow}`), {
        python: interpreter,
        env: { MLFLOW_DISABLE_TELEMETRY: "true", GIT_PYTHON_REFRESH: "quiet" },
      });
      const version = `${index + 3}`;
      await until(`version ${version} is served`, async () => {
        const ready = await (await fetch(`${api}/readyz`)).json();
        deepEqual(ready.refused, []);
        return ready.model.version === version;
      });
      for (const { path, body } of curls) {
        const response = await fetch(`${api}${path}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        });
        const answer = await response.json();
        equal(response.status, 200, JSON.stringify(answer));
        answers[`${flavor}${path}`] = answer;
      }
    }
    const told = (name: string) => answers[name] as Record<string, unknown>;
    for (const flavor of ["sklearn", "xgboost", "onnx"]) {
      equal(told(`${flavor}/predict`)["label"], 0);
      equal((told(`${flavor}/predict`)["probabilities"] as number[]).length, 3);
    }
    ok(Number.isFinite(told("lightgbm/predict")["prediction"]));
    for (const flavor of ["sklearn", "xgboost", "lightgbm"]) {
      const { contributions } = told(`${flavor}/explain`);
      ok(Object.values(contributions as Record<string, number>).some((share) => share !== 0));
    }
    equal((await runTask("stop", env)).code, 0);
    await printed.end();
    await Deno.remove(directory, { recursive: true });
  },
);

import { MlflowClient } from "@mlops/mlflow";
import { bytesInMemory, type Column, readTable } from "@mlops/tables";
import { startPredict } from "@mlops/testing/predict_process";
import { startRegistry } from "@mlops/testing/registries";
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import { runTraining } from "@mlops/testing/training_process";
import { until, untilReady } from "@mlops/testing/until";
import { deepEqual, equal, match, ok } from "node:assert/strict";

const FOLDER = new URL("testdata/", import.meta.url).pathname;

/** Values by column, as JSON has them. */
type Row = Record<string, number | string | boolean | null>;

function cellOf(column: Column, row: number): Row[string] {
  if (column.kind === "category") return column.categories[column.codes[row]!] ?? null;
  if (column.kind !== "number") return null;
  return Number.isNaN(column.values[row]!) ? null : column.values[row]!;
}

/** The rows of a table whose target is known, without it; and the targets. */
async function rowsOf(
  file: string,
  target: string,
): Promise<{ rows: Row[]; outcomes: Row[string][] }> {
  const bytes = await Deno.readFile(`${FOLDER}${file}`);
  const { columns, nRows } = await readTable(bytesInMemory(file, bytes), { target });
  const all = Array.from(
    { length: nRows },
    (_, row): Row =>
      Object.fromEntries(columns.map((column) => [column.name, cellOf(column, row)])),
  );
  const known = all.filter((row) => row[target] !== null);
  const outcomes = known.map((row) => row[target]!);
  for (const row of known) delete row[target];
  return { rows: known, outcomes };
}

async function ask(url: string, path: string, body?: unknown) {
  const response = await fetch(url + path, {
    ...body !== undefined && {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    },
  });
  return {
    status: response.status,
    id: response.headers.get("x-request-id") ?? "",
    answer: await response.json(),
  };
}

/** What a table's model is asked for, and what it answers, whatever it predicts. */
interface Case {
  readonly file: string;
  readonly target: string;
  readonly model: string;
  /** A row of another kind than all others, and what is said of it. */
  readonly odd: Row;
  readonly note: RegExp;
}

const CASES: readonly Case[] = [
  {
    file: "penguins.csv",
    target: "species",
    model: "penguins-species-model",
    odd: { island: "Mars" },
    note: /island.*Mars/,
  },
  {
    file: "imports85.csv",
    target: "price",
    model: "imports85-price-model",
    odd: { "num-of-doors": "seven" },
    note: /num-of-doors.*seven/,
  },
];

/** A class or a number, with every figure that stands beside it. */
function figuresOf(answer: { probabilities?: number[]; prediction?: number }): number[] {
  return answer.probabilities ?? [answer.prediction!];
}

for (const { file, target, model, odd, note } of CASES) {
  Deno.test(`a model of ${file} is served, explained, watched and trained on what came true`, async (t) => {
    await using registry = await startRegistry();
    await using database = await TestedPostgres.start();
    const client = new MlflowClient({ trackingUri: new URL(registry.url) });
    const args = ["--table", `${FOLDER}${file}`, "--target", target, "--n-estimators", "30"];
    const trained = await runTraining(registry.url, { args });
    equal(trained.code, 0, trained.stderr);
    const { rows, outcomes } = await rowsOf(file, target);
    const uri = { MODEL_URI: `models:/${model}@champion` };
    const env = { ...uri, DATABASE_URL: database.url.href };
    const some = rows.slice(0, 120);
    const answers: { probabilities?: number[]; prediction?: number; label?: string }[] = [];

    await t.step("by the trees' own scorer", async () => {
      await using service = startPredict(registry.url, { env });
      await untilReady(service.url);
      const ids: string[] = [];
      for (const row of some) {
        const { status, id, answer } = await ask(service.url, "/predict", row);
        equal(status, 200, JSON.stringify(answer));
        ids.push(id);
        answers.push(answer);
      }
      const [row] = some;
      const unknown = await ask(service.url, "/predict", { ...row, ...odd });
      equal(unknown.status, 200);
      match(unknown.answer.notes.join(), note);
      const [name = ""] = Object.keys(row!);
      const wrong = await ask(service.url, "/predict", { ...row, [name]: [1], more: 2 });
      equal(wrong.status, 422);
      deepEqual(wrong.answer.errors.map(({ pointer }: { pointer: string }) => pointer), [
        `#/${name}`,
        "#/more",
      ]);

      const { answer: explained } = await ask(service.url, "/explain", row);
      const contributions = Object.values<number>(explained.contributions);
      equal(contributions.length, Object.keys(row!).length);
      const sum = contributions.reduce((total, value) => total + value, explained.base_value);
      const figure = explained.prediction ?? Math.max(...explained.probabilities);
      ok(Math.abs(sum - figure) <= 1e-9 * Math.max(1, Math.abs(figure)), `${sum}, ${figure}`);

      await until("every row to be logged", async () => {
        const { answer } = await ask(service.url, "/drift");
        return answer.rows >= ids.length + 1;
      });
      const told = ids.map((id, index) => ({ "request_id": id, outcome: outcomes[index] }));
      const feedback = await ask(service.url, "/feedback", told);
      deepEqual([feedback.status, feedback.answer.recorded], [200, ids.length]);
      const { answer: quality } = await ask(service.url, "/quality");
      const [measured] = [...quality.versions, ...quality.regressions];
      equal(measured.count, ids.length);
      ok(measured.accuracy === undefined ? measured.mae.value > 0 : measured.accuracy.value > 0.9);
      const { answer: drift } = await ask(service.url, "/drift");
      equal(drift.features.length, Object.keys(row!).length);
      ok(drift.features.every(({ psi }: { psi: unknown }) => typeof psi === "number"));
      equal(typeof drift.prediction.psi, "number");
    });

    await t.step("by ONNX Runtime, with the same figures but for their last bits", async () => {
      const engine = { MODEL_ENGINE: "onnxruntime" };
      await using service = startPredict(registry.url, { env: { ...uri, ...engine } });
      await untilReady(service.url);
      const { answer: served } = await ask(service.url, "/model");
      equal(served.engine, "onnxruntime");
      const { answer: again } = await ask(service.url, "/predict", some);
      equal(again.length, some.length);
      for (const [index, one] of again.entries()) {
        const due = figuresOf(answers[index]!);
        for (const [place, figure] of figuresOf(one).entries()) {
          const size = Math.max(1, Math.abs(due[place]!));
          ok(Math.abs(figure - due[place]!) <= 2e-6 * size, `${figure}, ${due[place]}`);
        }
      }
      const { answer: unknown } = await ask(service.url, "/predict", { ...some[0], ...odd });
      match(unknown.notes.join(), note);
    });

    await t.step("and trained on its outcomes beside the table", async () => {
      const { code, stdout, stderr } = await runTraining(registry.url, {
        args: [...args, "--from-feedback", "--alias", "challenger"],
        env: { DATABASE_URL: database.url.href },
      });
      equal(code, 0, stderr);
      const version = await client.registry.getModelVersionByAlias(model, "challenger");
      equal(version?.version, "2");
      const { metrics, tags } = await client.runs.getRun(version?.runId ?? "");
      // The outcomes of the test's own rows are not learned.
      const [, refused] = /(\d+) outcomes of anonymous are refused: they are rows of the test/
        .exec(stdout) ?? [];
      ok(Number(refused) > 0, stdout);
      equal(Number(tags["feedback_rows"]) + Number(refused), some.length);
      const metric = target === "price" ? "mae" : "accuracy";
      ok(
        Number.isFinite(metrics[metric]?.value) &&
          Number.isFinite(metrics[`champion_${metric}`]?.value),
      );
      const champion = await client.registry.getModelVersionByAlias(model, "champion");
      equal(champion?.version, "1");
    });
  });
}

Deno.test("--single-input makes a model of rows of numbers, and refuses a table of words", async () => {
  await using registry = await startRegistry();
  const train = (file: string, target: string) =>
    runTraining(registry.url, {
      args: [
        `--table=${FOLDER}${file}`,
        `--target=${target}`,
        "--n-estimators=5",
        "--single-input",
      ],
    });
  const worded = await train("penguins.csv", "species");
  equal(worded.code, 1);
  match(
    worded.stderr,
    /--single-input takes rows of numbers alone: "island", "sex" must be left out/,
  );
  const trained = await train("wine.csv", "cultivar");
  equal(trained.code, 0, trained.stderr);
  const { rows } = await rowsOf("wine.csv", "cultivar");
  const env = { MODEL_URI: "models:/wine-cultivar-model@champion" };
  await using service = startPredict(registry.url, { env });
  await untilReady(service.url);
  const named = await ask(service.url, "/predict", rows[0]);
  equal(named.answer.label, "class_0");
  const values = await ask(service.url, "/invocations", { inputs: [Object.values(rows[0]!)] });
  equal(values.status, 200, JSON.stringify(values.answer));
});

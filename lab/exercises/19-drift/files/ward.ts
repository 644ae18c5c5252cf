// deno-lint-ignore-file no-console -- a command line program
/**
 * A ward that has begun to use the model: asks about its patients, sees whether they are like those that
 * the model was trained on, and tells what came of them, by its own name.
 *
 * Run: deno run --allow-net --allow-env=API_URL --allow-read=. --allow-write=. ward.ts
 */
import { trainTestSplit } from "@mlops/forest";
import { FEATURES } from "@mlops/tasks/diabetes";
import { parseTable, REFERENCE_TABLE } from "@mlops/tasks/reference";

const LIMIT_MS = 60_000;

const api = Deno.env.get("API_URL") ?? "http://localhost:8400";
const key = (await Deno.readTextFile(new URL("ward.key", import.meta.url))).trim();
const end = performance.now() + LIMIT_MS;

async function ask(path: string, body?: unknown) {
  const response = await fetch(`${api}${path}`, {
    ...body === undefined ? {} : { method: "POST", body: JSON.stringify(body) },
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${key}`, //? «`Bearer ${key}`» par quoi le service sait qui parle | by what the service knows who speaks
    },
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  return { response, text };
}

/** Asks until it succeeds: the service may be starting, and an answer is in its log a moment later. */
async function until(path: string, body?: unknown) {
  for (;;) {
    const said = await ask(path, body).catch((error: Error) => {
      // A blank that is left is no trouble that passes.
      if (error instanceof ReferenceError) throw error;
      return error.message;
    });
    if (typeof said !== "string" && said.response.ok) return said;
    const why = typeof said === "string" ? said : `${said.response.status} ${said.text}`;
    const mayCome = typeof said === "string" || [404, 503].includes(said.response.status);
    if (!mayCome || performance.now() > end) throw new Error(`${api}${path}: ${why}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

await until("/readyz");

// A ward for the elderly, whose patients weigh a little more than those of the study.
const AGE = FEATURES.findIndex(({ name }) => name === "Age");
const table = parseTable(REFERENCE_TABLE.text);
// None of those that the trainer tests with: a model that has seen them would look better than it is.
const { train } = trainTestSplit(table.labels, {
  testSize: 0.2,
  randomState: 42,
  stratify: true,
});
const patients = Array.from(train, (row) => ({
  values: [...table.features.subarray(row * FEATURES.length, (row + 1) * FEATURES.length)],
  outcome: table.labels[row],
})).filter(({ values }) => values[AGE]! >= 40).map(({ values, outcome }) => ({
  row: Object.fromEntries(
    FEATURES.map(({ name }, column) => [name, values[column]! + (name === "BMI" ? 1.5 : 0)]),
  ),
  outcome,
}));

const { response } = await until("/predict", patients.map(({ row }) => row));
const requestId = response.headers.get("x-request-id");

// One answer for all of them: the row says which patient an outcome belongs to.
const outcomes = patients.map(({ outcome }, row) => ({ "request_id": requestId, row, outcome })); //? «"request_id": requestId, row, outcome» la réponse, le patient, ce qui est arrivé | the answer, the patient, what came true
const told = await until("/feedback", outcomes);
console.log(`told: ${told.text}`);

const drift = JSON.parse((await until(`/drift?rows=${patients.length}`)).text); //? «`/drift?rows=${patients.length}`» la route de la dérive, sur ces patients seulement | the route of drift, on these patients only
const drifted = drift.features.filter(({ level }: { level: string }) => level === "major"); //? «level === "major"» le niveau qui demande d'agir | the level that asks for action
const report = {
  version: drift.version,
  patients: patients.length,
  rows: drift.rows,
  drifted: drifted.map(({ name, psi }: { name: string; psi: number }) => ({ name, psi })),
};
await Deno.writeTextFile(
  new URL("drift.json", import.meta.url),
  `${JSON.stringify(report, null, 2)}\n`,
);
console.log(JSON.stringify(report, null, 2));

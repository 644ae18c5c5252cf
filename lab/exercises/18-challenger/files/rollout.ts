// deno-lint-ignore-file no-console -- a command line program
/**
 * Lets the challenger try itself: as a shadow beside the champion, and with a share of the requests.
 * Then asks about patients whose outcome is known, and tells it.
 *
 * Run: deno run --allow-net --allow-env=MLFLOW_TRACKING_URI,API_URL rollout.ts
 */
import { MlflowClient } from "@mlops/mlflow";
import { FEATURES } from "@mlops/tasks/diabetes";
import { parseTable, REFERENCE_TABLE } from "@mlops/tasks/reference";

const MODEL = "diabetes-model";
/** Patients that both versions are to have scored. */
const ENOUGH = 200;
const LIMIT_MS = 90_000;

const trackingUri = new URL(Deno.env.get("MLFLOW_TRACKING_URI") ?? "http://localhost:5000");
const api = Deno.env.get("API_URL") ?? "http://localhost:8000";
const { registry } = new MlflowClient({ trackingUri });

const challenger = await registry.getModelVersionByAlias(MODEL, "challenger");
if (challenger === null) throw new Error(`no version of ${MODEL} is @challenger`);
const { version } = challenger;

// A shadow answers nobody: it scores what others have answered, for the record.
await registry.setRegisteredModelAlias({ name: MODEL, alias: "shadow", version }); //? «alias: "shadow"» l'alias de la version qui ne répond à personne | the alias of the version that answers nobody
// The share of the requests that the challenger answers, from 0 to 1.
await registry.setModelVersionTag({ name: MODEL, version, key: "traffic", value: "0.2" }); //? «key: "traffic", value: "0.2"» un cinquième des requêtes | a fifth of the requests

const table = parseTable(REFERENCE_TABLE.text);

async function post(path: string, body: unknown) {
  const response = await fetch(`${api}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  return { response, text: await response.text() };
}

/** Asks about one patient of the table. */
async function ask(row: number) {
  const values = FEATURES.map(({ name }, column) => [name, table.features[row * 8 + column]]);
  const { response, text } = await post("/predict", Object.fromEntries(values));
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  return {
    "request_id": response.headers.get("x-request-id"), //? «"x-request-id"» l'en-tête qui nomme la réponse | the header that names the answer
    outcome: table.labels[row], //? «table.labels[row]» ce qui est arrivé à ce patient | what came of this patient
  };
}

/** Tells what came true; an answer is in the log a moment after it was given. */
async function tell(outcomes: readonly unknown[], end: number) {
  for (;;) {
    const { response, text } = await post("/feedback", outcomes); //? «"/feedback"» la route des résultats constatés | the route of what came true
    if (response.ok) return;
    // A path that does not exist will not come; an answer that is not in the log yet will.
    const isWaiting = response.status === 404 && !text.includes("no such path");
    if (!isWaiting || performance.now() > end) throw new Error(`${response.status} ${text}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** How the shadow did beside the champion, on the same patients; the challenger answers some, too. */
async function compared() {
  const response = await fetch(`${api}/quality?days=1`); //? «/quality» la route qui mesure | the route that measures
  const { comparisons } = await response.json();
  return comparisons.find((it: { served: string; shadow: string }) =>
    it.shadow === version && it.served !== version
  );
}

const end = performance.now() + LIMIT_MS;
let found;
for (let at = 0; (found?.count ?? 0) < ENOUGH; at += 50) {
  if (performance.now() > end) throw new Error("the shadow has scored too few patients");
  const rows = Array.from({ length: 50 }, (_, index) => (at + index) % table.nRows);
  await tell(await Promise.all(rows.map(ask)), end);
  found = await compared();
}
const percent = (measures: { accuracy: { value: number } }) =>
  `${(100 * measures.accuracy.value).toFixed(1)} %`;
console.log(`${found.count} patients, champion and shadow on the same ones`);
console.log(`version ${found.served}: right for ${percent(found.served_measures)}`);
console.log(`version ${found.shadow}: right for ${percent(found.shadow_measures)}`);

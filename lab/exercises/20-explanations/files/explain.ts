// deno-lint-ignore-file no-console -- a command line program
/**
 * Writes why a patient has the prediction that he has, for those who treat him: explanation.json.
 *
 * Run: deno run --allow-net --allow-env=API_URL --allow-write=. explain.ts
 */
import { REFERENCE_TASK } from "@mlops/tasks";

const api = Deno.env.get("API_URL") ?? "http://localhost:8000";
// Those whose values pull both ways come first.
const patients: Record<string, number>[] = [
  ...REFERENCE_TASK.cases.map(({ row }) => row as Record<string, number>).toReversed(),
  REFERENCE_TASK.sample.row,
];

async function post(path: string, patient: Record<string, number>) {
  const response = await fetch(`${api}${path}`, {
    method: "POST",
    // Curiosity is no patient: what is asked here stays out of the log, and out of /drift.
    headers: { "content-type": "application/json", "x-prediction-log": "off" },
    body: JSON.stringify(patient),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return await response.json();
}

/** The first patient whom a single feature would put into another risk level. */
async function explained() {
  for (const patient of patients) {
    const explanation = await post("/explain", patient); //? «"/explain"» la route des explications | the route of explanations
    if (explanation.nearest_change !== null) return { patient, explanation };
  }
  throw new Error("no single feature changes any patient's risk level");
}

const { patient, explanation } = await explained();
const contributions: Record<string, number> = explanation.contributions;

// What is known without a patient, and what each feature adds or takes away.
const sum = Object.values(contributions).reduce((total, it) => total + it, explanation.base_value); //? «total + it, explanation.base_value» d'où part la somme ? | where does the sum begin?

// The three that weigh most, whichever way they pull.
const strongest = Object.entries(contributions)
  .toSorted(([, a], [, b]) => Math.abs(b) - Math.abs(a)) //? «Math.abs(b) - Math.abs(a)» les plus fortes d'abord, vers le haut ou vers le bas | the strongest first, upwards or downwards
  .slice(0, 3)
  .map(([feature, contribution]) => ({ feature, contribution }));

const { feature, to } = explanation.nearest_change;
const changed = { ...patient, [feature]: to }; //? «[feature]: to» le patient avec cette seule valeur changée | the patient with this one value changed
const after = await post("/predict", changed);

const report = {
  patient,
  probability: explanation.explained_probability,
  base: explanation.base_value,
  sum,
  strongest,
  change: { feature, to, before: explanation.risk_level, after: after.risk_level },
};
await Deno.writeTextFile(
  new URL("explanation.json", import.meta.url),
  `${JSON.stringify(report, null, 2)}\n`,
);
console.log(JSON.stringify(report, null, 2));

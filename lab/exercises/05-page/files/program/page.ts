// deno-lint-ignore-file no-console -- a program with a log
/**
 * A page that asks the prediction service: a form of eight values, and what comes back.
 *
 * Run: PORT=8450 API_URL=http://localhost:8400 deno run --allow-net --allow-env page.ts
 */
const API_URL = Deno.env.get("API_URL") ?? "http://localhost:8000";

/** Name, label, smallest and largest value, step, where the field begins. */
const FIELDS = [
  ["Pregnancies", "Grossesses", 0, 17, 1, 3],
  ["Glucose", "Glucose (mg/dL)", 0, 200, 1, 120],
  ["BloodPressure", "Pression artérielle (mm Hg)", 0, 122, 1, 70],
  ["SkinThickness", "Épaisseur de peau (mm)", 0, 99, 1, 20],
  ["Insulin", "Insuline (µU/mL)", 0, 846, 1, 79],
  ["BMI", "IMC (kg/m²)", 0, 67.1, 0.1, 32],
  ["DiabetesPedigreeFunction", "Antécédents familiaux", 0, 2.5, 0.001, 0.5],
  ["Age", "Âge", 21, 81, 1, 33],
] as const;

/** What the service answers. */
interface Answer {
  readonly "has_diabetes": boolean;
  readonly "probability": number;
  readonly "risk_level": string;
}

/** Sends the values of the form to the service. */
async function askService(form: FormData): Promise<Answer> {
  const value = (name: string) => Number(form.get(name));
  const patient = {
    Pregnancies: value("Pregnancies"), //?
    Glucose: value("Glucose"), //?
    BloodPressure: value("BloodPressure"), //?
    SkinThickness: value("SkinThickness"), //?
    Insulin: value("Insulin"), //?
    BMI: value("BMI"), //?
    DiabetesPedigreeFunction: value("DiabetesPedigreeFunction"), //?
    Age: value("Age"), //? huit nombres, sous les noms que l'API attend | eight numbers, by the names that the API takes
  };
  const response = await fetch(`${API_URL}/predict`, { //? «`${API_URL}/predict`» l'adresse de la prédiction | the address of the prediction
    method: "POST", //? comment on envoie | how it is sent
    headers: { "content-type": "application/json" },
    body: JSON.stringify(patient), //? le patient, en JSON | the patient, as JSON
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return await response.json();
}

/** Whether the service is there, and has its model. */
async function serviceState(): Promise<string> {
  try {
    const response = await fetch(`${API_URL}/health`, { signal: AbortSignal.timeout(5_000) });
    const { model_loaded: isLoaded } = await response.json();
    return isLoaded ? "API connectée — modèle chargé" : "API connectée — modèle non chargé";
  } catch {
    return "API injoignable";
  }
}

function html(state: string, form: FormData | null, result: string): Response {
  const fields = FIELDS.map(([name, label, min, max, step, start]) => {
    // A number again: what was sent is not put into the page as it came.
    const value = form === null ? start : Number(form.get(name));
    return `<p><label>${label} <input type="number" name="${name}" min="${min}" max="${max}" ` +
      `step="${step}" value="${value}" required></label></p>`;
  });
  return new Response(
    `<!doctype html><html lang="fr"><meta charset="utf-8"><title>Risque de diabète</title>
<h1>Risque de diabète</h1><p id="state">${state}</p>
<form method="post">${fields.join("\n")}<button>Prédire</button></form>
<output id="result">${result}</output></html>`,
    { headers: { "content-type": "text/html; charset=utf-8" } },
  );
}

async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === "/healthz") return new Response("ok");
  const state = await serviceState();
  if (request.method !== "POST") return html(state, null, "");
  const form = await request.formData();
  try {
    const { probability, risk_level: level } = await askService(form);
    return html(state, form, `${(100 * probability).toFixed(1)} % — ${level}`);
  } catch (error) {
    console.error(`the API was asked in vain: ${(error as Error).message}`);
    return html(state, form, "L'API n'a pas répondu");
  }
}

const server = Deno.serve({ port: Number(Deno.env.get("PORT") ?? "8501") }, answer);
Deno.addSignalListener("SIGTERM", () => server.shutdown());

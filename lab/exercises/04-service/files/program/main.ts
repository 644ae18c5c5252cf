// deno-lint-ignore-file no-console -- a program with a log
/**
 * A small prediction service: loads the version that the alias champion points to, and answers by it.
 *
 * Run: PORT=8400 MLFLOW_TRACKING_URI=http://localhost:5000 deno run --allow-net --allow-env main.ts
 */
import { MlflowClient } from "@mlops/mlflow";
import { decodeForest } from "@mlops/onnx";
import { EnsembleScorer } from "@mlops/trees";

const MODEL = "diabetes-model";
const trackingUri = new URL(Deno.env.get("MLFLOW_TRACKING_URI") ?? "http://localhost:5000");
const mlflow = new MlflowClient({ trackingUri });

let loaded: { version: string; scorer: EnsembleScorer } | null = null;

/** Asks the registry for the champion and loads its forest. */
async function load(): Promise<void> {
  const champion = await mlflow.registry.getModelVersionByAlias(MODEL, "champion"); //? «mlflow.registry.getModelVersionByAlias(MODEL, "champion")» demandez au registre la version de l'alias champion | ask the registry for the version that champion points to
  if (champion === null) throw new Error(`no version of ${MODEL} is @champion`);
  const { version } = champion;
  const uri = await mlflow.registry.getModelVersionDownloadUri(MODEL, version);
  const { bytes } = await mlflow.artifacts.downloadArtifact(uri, "model.onnx");
  loaded = { version, scorer: new EnsembleScorer(decodeForest(bytes)) }; //? «new EnsembleScorer(decodeForest(bytes))» faites des octets une forêt qui répond | turn the bytes into a forest that answers
  console.log(`version ${version} is loaded`);
}

/** Loading again until it succeeds: MLflow may come later than this program. */
async function loadUntilThere(): Promise<void> {
  while (loaded === null) {
    await load().catch((error: Error) => console.error(`not yet: ${error.message}`));
    if (loaded === null) await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
}

/** A patient, as the page sends one. */
interface Patient {
  readonly Pregnancies: number;
  readonly Glucose: number;
  readonly BloodPressure: number;
  readonly SkinThickness: number;
  readonly Insulin: number;
  readonly BMI: number;
  readonly DiabetesPedigreeFunction: number;
  readonly Age: number;
}

/** What the forest says of a patient. */
function predict(patient: Patient, scorer: EnsembleScorer) {
  // In the order of the table's columns: a forest knows positions, not names.
  const row = Float32Array.of(
    patient.Pregnancies, //?
    patient.Glucose, //?
    patient.BloodPressure, //?
    patient.SkinThickness, //?
    patient.Insulin, //?
    patient.BMI, //?
    patient.DiabetesPedigreeFunction, //?
    patient.Age, //? huit valeurs, dans l'ordre des colonnes | eight values in the order of the columns
  );
  const probability = scorer.score(row)[1]!; //? «scorer.score(row)[1]!» la probabilité de la classe 1 | the probability of class 1
  return {
    "has_diabetes": probability >= 0.5,
    "probability": probability,
    "risk_level": probability < 0.3 ? "Faible" : probability < 0.7 ? "Modéré" : "Élevé",
  };
}

async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const state = { "status": "healthy", "model_loaded": loaded !== null };
  // Whether the process lives: a restart would not bring MLflow back.
  if (pathname === "/health") return Response.json(state);
  // Whether it can answer: without a model it must not be asked.
  if (pathname === "/ready") return Response.json(state, { status: loaded === null ? 503 : 200 });
  if (pathname !== "/predict" || request.method !== "POST") {
    return Response.json({ detail: "GET /health, GET /ready, POST /predict" }, { status: 404 });
  }
  if (loaded === null) return Response.json({ detail: "no model yet" }, { status: 503 });
  const headers = { "x-model-version": loaded.version };
  return Response.json(predict(await request.json(), loaded.scorer), { headers });
}

loadUntilThere();
const server = Deno.serve({ port: Number(Deno.env.get("PORT") ?? "8000") }, answer);
// A pod that must leave is told so, and answers what it has begun.
Deno.addSignalListener("SIGTERM", () => server.shutdown());

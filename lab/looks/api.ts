/**
 * What steps ask a prediction service, and what the champion itself would answer.
 *
 * @module
 */
import { decodeForest } from "@mlops/onnx";
import { REFERENCE_TASK } from "@mlops/tasks";
import { EnsembleScorer } from "@mlops/trees";
import type { Step } from "../engine/exercise.ts";
import type { Place } from "../engine/place.ts";
import { fault, type Words } from "../engine/words.ts";
import { askMlflow, versionOf } from "./registry.ts";

/** What to look at where the learner's service runs in a terminal. */
const ITS_TERMINAL: Words = {
  fr: "votre service tourne-t-il, dans un terminal à part ? que dit-il là ?",
  en: "does your service run, in a terminal of its own? what does it say there?",
};

/** A patient, by the names of the columns. */
export type Patient = Readonly<Record<string, number>>;

/** Between Python's way and this stack's the last bits may differ. */
export const TOLERANCE = 1e-6;

/** The patient of the workshop, and one with a low risk. */
export const PATIENTS: readonly Patient[] = [
  REFERENCE_TASK.sample.row,
  REFERENCE_TASK.cases[0]!.row as Patient,
];

/** What steps read of a service's answer. */
export interface Answer {
  /** Of the second class, 0–1. */
  readonly probability: number;
}

/**
 * Looks whether a service says that it has a model.
 *
 * @returns The step, named `health`.
 */
export const hasModel: Step = {
  id: "health",
  title: {
    fr: "/health dit que le modèle est chargé",
    en: "/health says that the model is loaded",
  },
  remedy: "kubectl logs deployment/ml-api -n {namespace}",
  remedyHere: ITS_TERMINAL,
  async check(place) {
    await using way = await place.forward("ml-api-service", 8000);
    const response = await fetch(`${way.url}/health`, { signal: AbortSignal.timeout(5_000) })
      .catch(() => noAnswer(way.url));
    const state = await response.json();
    if (state["model_loaded"] !== true) fault(JSON.stringify(state), JSON.stringify(state));
    return JSON.stringify(state);
  },
};

/**
 * Looks whether a service predicts as its model does: the right values in the right order.
 *
 * @returns The step, named `predict`.
 */
export const predictsAsChampion: Step = {
  id: "predict",
  title: {
    fr: "/predict répond pour deux patients comme le champion lui-même",
    en: "/predict answers for two patients as the champion itself does",
  },
  remedy: {
    fr:
      "les huit valeurs sont-elles dans l'ordre des colonnes, et la probabilité celle de la classe 1 ?",
    en: "are the eight values in the order of the columns, and is the probability that of class 1?",
  },
  async check(place) {
    const due = await championOf(place);
    await using way = await place.forward("ml-api-service", 8000);
    const seen: string[] = [];
    for (const [at, patient] of PATIENTS.entries()) {
      const { probability } = await ask(`${way.url}/predict`, patient);
      seen.push(probability.toFixed(4));
      const wanted = due?.[at];
      if (wanted !== undefined && Math.abs(wanted - probability) > TOLERANCE) {
        const [given, right] = [probability.toFixed(4), wanted.toFixed(4)];
        fault(`${given} au lieu de ${right}`, `${given} in place of ${right}`);
      }
    }
    return seen.join(", ");
  },
};

function noAnswer(url: string): never {
  return fault(`rien ne répond à ${url}`, `nothing answers at ${url}`);
}

/**
 * Sends a patient.
 *
 * @param url Where to.
 * @returns The answer.
 * @throws {LabFault} If it is none.
 */
export async function ask(url: string, patient: Patient): Promise<Answer> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(patient),
    signal: AbortSignal.timeout(5_000),
  }).catch(() => noAnswer(url));
  const text = await response.text();
  if (!response.ok) fault(`${response.status} ${text}`, `${response.status} ${text}`);
  const answer = JSON.parse(text);
  if (typeof answer.probability !== "number") {
    fault(`pas de probability : ${text}`, `no probability: ${text}`);
  }
  return answer;
}

/**
 * Scores the patients by the champion's own file.
 *
 * @returns A probability each; `undefined` of a model that is no forest of this stack, as Python's is.
 */
export async function championOf(place: Place): Promise<number[] | undefined> {
  return await askMlflow(place, async (client) => {
    const { version } = await versionOf(client, "champion");
    const uri = await client.registry.getModelVersionDownloadUri(REFERENCE_TASK.model, version);
    const files = await client.artifacts.listArtifacts(uri);
    if (!files.some(({ path }) => path.endsWith("model.onnx"))) return undefined;
    const { bytes } = await client.artifacts.downloadArtifact(uri, "model.onnx");
    const scorer = new EnsembleScorer(decodeForest(bytes));
    return PATIENTS.map((patient) => {
      const row = Float32Array.from(REFERENCE_TASK.columns, ({ name }) => patient[name]!);
      return scorer.score(row)[1]!;
    });
  });
}

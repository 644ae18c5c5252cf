/**
 * What comparisons ask the stack that `deno task deploy` has put into the cluster: the same question by both
 * of its forms, from a pod of the page, which may ask both.
 *
 * @module
 */
import type { Place } from "../engine/place.ts";
import { fault } from "../engine/words.ts";
import { fetchInside, type InsideAnswer, knativePods } from "./knative.ts";

/** What a form answered. */
export interface FormAnswer extends InsideAnswer {
  /** Its pods before. */
  readonly pods: number;
  /** Its body, parsed. */
  // deno-lint-ignore no-explicit-any -- what a comparison reads of it, it names
  readonly body: any;
}

/** Both forms by their names. */
const FORMS = ["classic", "knative"] as const;

/** One of {@linkcode FORMS}. */
export type Form = typeof FORMS[number];

/**
 * Asks one form of the prediction service; nothing of it is logged.
 *
 * @param form Which of the two.
 * @param path From its root.
 * @param body Posted as JSON, if given.
 * @throws {LabFault} If it answers no success.
 */
export async function askForm(
  place: Place,
  form: Form,
  path: string,
  body?: unknown,
): Promise<FormAnswer> {
  const pods = form === "knative" ? await knativePods(place, "predict") : Number(
    (await place.object("deployments", "ml-api")).status["readyReplicas"] ?? 0,
  );
  const root = form === "knative"
    ? `http://predict.${place.namespace}`
    : "http://ml-api-service:8000";
  const headers = { "x-prediction-log": "off" };
  const answer = await fetchInside(place, "deployment/ui", `${root}${path}`, body, headers);
  if (answer.status !== 200) {
    fault(`${root}${path} : ${answer.text}`, `${root}${path}: ${answer.text}`);
  }
  return { ...answer, pods, body: JSON.parse(answer.text) };
}

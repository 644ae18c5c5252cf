/**
 * Asks the deployed service for a prediction, by any of the ways to it.
 *
 * @module
 */
import { type StartingFeature, startRow } from "@mlops/answers/start_row";
import { levelOf, type Task } from "@mlops/task";
import { fail } from "./check.ts";
import type { Cluster } from "./cluster.ts";

/** A way to the prediction service: a Kubernetes Service, its port, and what precedes the route's path. */
export interface Way {
  readonly service: string;
  readonly port: number;
  readonly path: string;
}

/** Whose key is sent where rights are on: the page's, which may ask all that is looked at here. */
export const ASKER = "ui";

/** Longest wait for an answer; a start from zero pods is part of it. */
const ANSWER_MS = 60_000;

/**
 * Asks for a prediction of the task's own row, or of one where the fields of the page begin.
 *
 * @param cluster The cluster.
 * @param task What the deployed stack is about.
 * @param way How it is asked.
 * @returns The answer, whole.
 * @throws {Error} If it is another than 200, or none comes.
 */
export async function askPrediction(cluster: Cluster, task: Task, way: Way): Promise<Response> {
  await using open = await cluster.forward(way.service, way.port);
  const url = open.url + way.path;
  return await askService(`${url}/predict`, await predictionRequest(cluster, task, { url }));
}

/**
 * Makes the request for a prediction.
 *
 * @param cluster The cluster.
 * @param task What the deployed stack is about.
 * @param options Where the service is, and whether its log keeps the prediction.
 * @returns As `fetch` takes it.
 */
export async function predictionRequest(
  cluster: Cluster,
  task: Task,
  { url, isLogged = true }: { url: string; isLogged?: boolean },
): Promise<RequestInit> {
  const credentials = await cluster.credentialsOf("client");
  return {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      ...credentials,
      ...isLogged ? {} : { "X-Prediction-Log": "off" },
    },
    body: JSON.stringify(await rowOf(task, url, credentials)),
  };
}

/**
 * Asks for an answer and reads all of it.
 *
 * @param url What is asked.
 * @param init As `fetch` takes it.
 * @returns The answer, whole.
 * @throws {Error} If it is another than 200, or none comes.
 */
export async function askService(url: string, init: RequestInit = {}): Promise<Response> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_MS) });
    const body = await response.text();
    if (response.status === 200) return new Response(body, { headers: response.headers });
    return fail(`it answers ${response.status}: ${body.slice(0, 200)}`);
  } catch (error) {
    // What a broken way or a pod that went away leaves; the sentence of fetch names only an address here.
    if (error instanceof DOMException) return fail(`no answer within ${ANSWER_MS / 1_000} s`);
    if (error instanceof TypeError) {
      return fail("the connection ended without an answer: no pod took it");
    }
    throw error;
  }
}

/** The task's own row, or where the fields of the page begin. */
async function rowOf(
  task: Task,
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>>> {
  if (task.sample !== null) return task.sample.row;
  const response = await askService(`${url}/model`, { headers });
  const { features = [] }: { features?: readonly StartingFeature[] } = await response.json();
  return startRow(features);
}

/**
 * Says what was predicted.
 *
 * @param answer What `/predict` answered.
 * @param task What the deployed stack is about.
 * @returns For example "0.7699, Élevé".
 * @throws {Error} If the answer does not fit the task.
 */
export function describePrediction(answer: Record<string, unknown>, { verdict }: Task): string {
  if (verdict === null) {
    return `${
      answer["prediction"] ?? answer["label"] ?? fail(`it answers ${JSON.stringify(answer)}`)
    }`;
  }
  const { probability, "risk_level": level } = answer;
  const isRight = typeof probability === "number" &&
    answer[verdict.member] === true && probability > 0.5 && level === levelOf(verdict, probability);
  if (!isRight) fail(`it answers ${JSON.stringify(answer)}`);
  return `${probability.toFixed(4)}, ${level}`;
}

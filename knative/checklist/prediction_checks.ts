import { type StartingFeature, startRow } from "@mlops/answers/start_row";
import { CHAMPION, levelOf, type Task } from "@mlops/task";
import { deepEqual } from "node:assert/strict";
import { type Check, fail, type Section } from "./check.ts";
import type { Cluster } from "./cluster.ts";
import { imageIsPinned, podsRun } from "./workload.ts";

/**
 * Lists the checks of the workshop's fourth exercise, for the classic Deployment as there, and for the
 * Knative Service, which the page reaches at its cluster-local address.
 *
 * @param cluster The cluster.
 * @param task What the deployed stack is about.
 * @returns The section.
 */
export function predictionChecks(cluster: Cluster, task: Task): Section {
  return {
    title: "Exercise 4: prediction service, classic and Knative",
    checks: [
      imageIsPinned(cluster, "ml-api"),
      podsRun(cluster, "ml-api", { atLeast: 2 }),
      servesChampion(cluster, task),
      isHealthy(cluster),
      predicts(cluster, task),
      documentsItself(cluster),
      knativeIsReady(cluster),
      knativePredicts(cluster, task),
    ],
  };
}

function remedyOf(cluster: Cluster): string {
  return `kubectl logs deployment/ml-api -n ${cluster.namespace}`;
}

async function ask(cluster: Cluster, path: string): Promise<Response> {
  await using way = await cluster.forward("ml-api-service", 8000);
  return await whole(await fetch(way.url + path));
}

async function askPrediction(cluster: Cluster, task: Task): Promise<Response> {
  await using way = await cluster.forward("ml-api-service", 8000);
  return await whole(await fetch(`${way.url}/predict`, requestOf(await rowOf(task, way.url))));
}

async function whole(response: Response): Promise<Response> {
  const body = await response.text();
  if (response.status !== 200) fail(`it answers ${response.status}: ${body.slice(0, 200)}`);
  return new Response(body, { headers: response.headers });
}

function servesChampion(cluster: Cluster, task: Task): Check {
  return {
    title: `Model comes from models:/${task.model}@${CHAMPION}`,
    remedy: remedyOf(cluster),
    async run() {
      const response = await askPrediction(cluster, task);
      const version = response.headers.get("X-Model-Version") ?? fail("it names no version");
      return `version ${version}`;
    },
  };
}

function isHealthy(cluster: Cluster): Check {
  const expected = { status: "healthy", "model_loaded": true };
  return {
    title: `/health answers ${JSON.stringify(expected)}`,
    remedy: remedyOf(cluster),
    async run() {
      const answer = await (await ask(cluster, "/health")).json();
      if (!isSame(answer, expected)) fail(`it answers ${JSON.stringify(answer)}`);
      return "200";
    },
  };
}

function predicts(cluster: Cluster, task: Task): Check {
  return {
    title: task.verdict === null
      ? "/predict answers a row of the model's columns"
      : "/predict finds the workshop's patient at risk",
    remedy: remedyOf(cluster),
    async run() {
      return describePrediction(await (await askPrediction(cluster, task)).json(), task);
    },
  };
}

function documentsItself(cluster: Cluster): Check {
  return {
    title: "/docs shows the API",
    remedy:
      `kubectl port-forward service/ml-api-service 8000:8000 -n ${cluster.namespace}, then open http://localhost:8000/docs`,
    async run() {
      const page = await (await ask(cluster, "/docs")).text();
      if (!page.includes("<html")) fail("it is no page");
      const { info } = await (await ask(cluster, "/openapi.json")).json();
      return info.title;
    },
  };
}

function knativeIsReady(cluster: Cluster): Check {
  return {
    title: "Knative Service predict is Ready",
    remedy: `kubectl describe ksvc predict -n ${cluster.namespace}`,
    async run() {
      const { status } = await cluster.object("services.serving.knative.dev", "predict");
      const conditions = status.conditions as { type: string; status: string; message?: string }[];
      const ready = conditions.find(({ type }) => type === "Ready");
      if (ready?.status !== "True") fail(ready?.message ?? "it says nothing");
      return `${status.latestReadyRevisionName}, ${status.url}`;
    },
  };
}

function knativePredicts(cluster: Cluster, task: Task): Check {
  return {
    title: "Knative Service answers the page at http://predict." + cluster.namespace,
    remedy: `kubectl logs deployment/ui -n ${cluster.namespace}; kubectl get ksvc predict`,
    async run() {
      await using way = await cluster.forward("ui-service", 8501);
      const request = requestOf(await rowOf(task, `${way.url}/api`));
      const begin = performance.now();
      const response = await fetch(`${way.url}/api/predict`, request);
      if (response.status !== 200) fail(`it answers ${response.status}: ${await response.text()}`);
      const milliseconds = Math.round(performance.now() - begin);
      return `${describePrediction(await response.json(), task)}, after ${milliseconds} ms`;
    },
  };
}

function requestOf(patient: unknown): RequestInit {
  return {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(patient),
  };
}

/** The task's own row, or where the fields of the page begin. */
async function rowOf(task: Task, url: string): Promise<Readonly<Record<string, unknown>>> {
  if (task.sample !== null) return task.sample.row;
  const response = await fetch(`${url}/model`);
  if (!response.ok) fail(`/model answers ${response.status}: ${await response.text()}`);
  const { features = [] }: { features?: readonly StartingFeature[] } = await response.json();
  return startRow(features);
}

function describePrediction(answer: Record<string, unknown>, { verdict }: Task): string {
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

function isSame(answer: unknown, expected: unknown): boolean {
  try {
    deepEqual(answer, expected);
    return true;
  } catch {
    return false;
  }
}

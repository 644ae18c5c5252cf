import { conditionOf } from "../deploy/cluster/condition.ts";
import { CHAMPION, type Task } from "@mlops/task";
import { deepEqual } from "node:assert/strict";
import { podTroubles } from "../deploy/ready/pod_trouble.ts";
import { failedRevision, revisionCure } from "../deploy/ready/stuck_revision.ts";
import { type Check, fail, type Section } from "./check.ts";
import type { Cluster, LiveObject } from "./cluster.ts";
import { ASKER, askPrediction, askService, describePrediction, type Way } from "./prediction.ts";
import { imageIsPinned, isReady, podsRun } from "./workload.ts";

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

/** The classic Deployment's own way. */
const CLASSIC: Way = { service: "ml-api-service", port: 8000, path: "" };

async function ask(cluster: Cluster, path: string): Promise<Response> {
  await using way = await cluster.forward(CLASSIC.service, CLASSIC.port);
  return await askService(way.url + path, { headers: await cluster.credentialsOf(ASKER) });
}

function servesChampion(cluster: Cluster, task: Task): Check {
  return {
    title: `Model comes from models:/${task.model}@${CHAMPION}`,
    remedy: remedyOf(cluster),
    async run() {
      const response = await askPrediction(cluster, task, CLASSIC);
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
      return describePrediction(await (await askPrediction(cluster, task, CLASSIC)).json(), task);
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
      const service = await cluster.object("services.serving.knative.dev", "predict");
      const { status } = service;
      const ready = conditionOf(service, "Ready");
      const failed = failedRevision(service);
      if (failed !== undefined && await answers(cluster, failed)) {
        const cure = ["kubectl", ...revisionCure(failed, cluster.namespace)].join(" ");
        fail(
          `Knative keeps ${failed} as failed (${ready?.reason}), though its pods answer: ${cure}`,
        );
      }
      if (ready?.status !== "True") fail(await whyNotReady(cluster, service, ready?.message));
      return `${status.latestReadyRevisionName}, ${status.url}`;
    },
  };
}

/** Of pods that crash Knative may say nothing until its deadline, ten minutes. */
async function whyNotReady(
  cluster: Cluster,
  { status }: LiveObject,
  message: string | undefined,
): Promise<string> {
  const newest = status["latestCreatedRevisionName"];
  if (typeof newest !== "string") return message || "Knative has made no Revision yet";
  const [trouble] = podTroubles(await podsOf(cluster, newest));
  const said = message || `Knative gives no reason yet for ${newest}`;
  return trouble === undefined ? said : `${said}; pod ${trouble.pod}: ${trouble.reason}`;
}

async function answers(cluster: Cluster, revision: string): Promise<boolean> {
  const pods = await podsOf(cluster, revision);
  return pods.length > 0 && pods.every(isReady);
}

function podsOf(cluster: Cluster, revision: string): Promise<LiveObject[]> {
  return cluster.objects("pods", [`--selector=serving.knative.dev/revision=${revision}`]);
}

/** The page's, to its Knative Service. */
const KNATIVE: Way = { service: "ui-service", port: 8501, path: "/api" };

function knativePredicts(cluster: Cluster, task: Task): Check {
  return {
    title: "Knative Service answers the page at http://predict." + cluster.namespace,
    remedy: `kubectl logs deployment/ui -n ${cluster.namespace}; kubectl get ksvc predict`,
    async run() {
      const begin = performance.now();
      const response = await askPrediction(cluster, task, KNATIVE);
      const milliseconds = Math.round(performance.now() - begin);
      return `${describePrediction(await response.json(), task)}, after ${milliseconds} ms`;
    },
  };
}

function isSame(answer: unknown, expected: unknown): boolean {
  try {
    deepEqual(answer, expected);
    return true;
  } catch {
    return false;
  }
}

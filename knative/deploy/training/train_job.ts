/**
 * Runs trainings on the cluster.
 *
 * @module
 */
import { CHAMPION } from "@mlops/task";
import { ApplyError } from "../apply_error.ts";
import type { Kubectl } from "../cluster/kubectl.ts";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";

/** Name of the Job that the manifests hold, and of the CronJob that is made of it. */
const PATTERN = "train";

/** Asks MLflow from inside its own pod, where no network policy is in the way. */
const ASK_ALIAS = `import json, os, sys, urllib.error, urllib.parse, urllib.request
query = urllib.parse.urlencode({"name": sys.argv[1], "alias": sys.argv[2]})
port = os.environ.get("MLFLOW_PORT", "5000")
url = f"http://127.0.0.1:{port}/api/2.0/mlflow/registered-models/alias?" + query
try:
    print(json.load(urllib.request.urlopen(url, timeout=20))["model_version"]["version"])
except urllib.error.HTTPError as error:
    if error.code not in (400, 404):
        raise
`;

/**
 * Turns the training Job of the manifests into a suspended CronJob of the same name. A finished Job
 * cannot run again, and a CronJob is where Kubernetes keeps the pattern of Jobs: `kubectl create job
 * --from=cronjob/train NAME` trains, and whoever wants a training every night ends the suspension.
 *
 * @param objects The objects of the manifests.
 * @returns The objects that are applied.
 * @throws {ApplyError} If the manifests hold no such Job.
 */
export function withTrainingPattern(objects: readonly KubernetesObject[]): KubernetesObject[] {
  const isPattern = ({ kind, metadata }: KubernetesObject) =>
    kind === "Job" && metadata.name === PATTERN;
  if (!objects.some(isPattern)) {
    throw new ApplyError(`Cannot train as the manifests must hold a Job "${PATTERN}": they do not`);
  }
  return objects.map((object) => isPattern(object) ? cronJobOf(object) : object);
}

function cronJobOf({ metadata, spec }: KubernetesObject): KubernetesObject {
  const { labels = {} } = metadata;
  return {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata,
    spec: {
      suspend: true,
      schedule: "0 3 * * *",
      concurrencyPolicy: "Forbid",
      // The Job's own ttlSecondsAfterFinished ends them.
      successfulJobsHistoryLimit: 10,
      failedJobsHistoryLimit: 10,
      jobTemplate: { metadata: { labels }, spec },
    },
  };
}

/**
 * Starts a training.
 *
 * @param kubectl Calls kubectl.
 * @param options The namespace, and what makes the Job's name unique.
 * @returns Name of the Job.
 * @throws {ApplyError} If the cluster refuses, or nothing is deployed there.
 */
export async function startTraining(
  kubectl: Kubectl,
  { namespace, id }: { namespace: string; id: string },
): Promise<string> {
  const name = `${PATTERN}-${id}`;
  await kubectl.text("start a training", [
    "create",
    "job",
    name,
    `--from=cronjob/${PATTERN}`,
    `--namespace=${namespace}`,
  ]);
  return name;
}

/**
 * Asks MLflow which version is the champion.
 *
 * @param kubectl Calls kubectl.
 * @param options `namespace` is where MLflow runs, `model` the registered model.
 * @returns The version, or `undefined` if nothing was trained yet.
 * @throws {ApplyError} If MLflow does not answer.
 */
export async function championVersion(
  kubectl: Kubectl,
  { namespace, model }: { namespace: string; model: string },
): Promise<string | undefined> {
  const answer = await kubectl.text("ask MLflow for its champion", [
    "exec",
    "deployment/mlflow",
    "--container=mlflow",
    `--namespace=${namespace}`,
    "--",
    "python3",
    "-c",
    ASK_ALIAS,
    model,
    CHAMPION,
  ]);
  return answer.trim() === "" ? undefined : answer.trim();
}

import type { KubernetesObject } from "../cluster/kubernetes_object.ts";
import type { AwaitedObject } from "./wait_ready.ts";

/** Parts of a deployment in the order in which they can become ready. */
export interface AwaitedObjects {
  /** What a training needs: the database, the Jobs that prepare it, the tracking server. */
  readonly beforeTraining: readonly AwaitedObject[];
  /** What a trained model makes ready. */
  readonly afterTraining: readonly AwaitedObject[];
}

/** Objects known by name; any other has the name of its object. */
const TITLES: Readonly<Record<string, string>> = {
  postgres: "Postgres",
  "postgres-databases": "databases",
  "predictions-migrate": "tables of the prediction log",
  mlflow: "MLflow",
  predict: "prediction service",
  "ml-api": "classic Deployment",
  ui: "page",
};

/**
 * Lists what must become ready.
 *
 * @param objects The objects of the manifests.
 * @returns Their Deployments, Jobs and Knative Services.
 */
export function awaitedObjects(objects: readonly KubernetesObject[]): AwaitedObjects {
  const pick = (apiVersion: string, kind: string): AwaitedObject[] =>
    objects.filter((object) => object.apiVersion === apiVersion && object.kind === kind)
      .map(({ metadata: { name } }) => ({
        title: TITLES[name] ?? name,
        resource: RESOURCES[kind] ?? "deployment",
        name,
      }));
  const deployments = pick("apps/v1", "Deployment");
  const named = (name: string) => deployments.filter((part) => part.name === name);
  const others = deployments.filter(({ name }) => name !== "postgres" && name !== "mlflow");
  return {
    beforeTraining: [...named("postgres"), ...pick("batch/v1", "Job"), ...named("mlflow")],
    afterTraining: [...pick("serving.knative.dev/v1", "Service"), ...others],
  };
}

const RESOURCES: Readonly<Record<string, AwaitedObject["resource"]>> = {
  Deployment: "deployment",
  Job: "job",
  Service: "services.serving.knative.dev",
};

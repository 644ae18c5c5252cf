import type { HealthAnswer, ReadinessAnswer } from "@mlops/answers";
import { findTask, REFERENCE_TASK } from "@mlops/tasks";
import type { Lifecycle } from "../http/lifecycle.ts";
import type { ModelStore } from "../model/model_store.ts";
import { jsonResponse, type Route } from "../http/route.ts";
import { Problem } from "../http/problem.ts";

/** What the routes need. */
export interface ServiceParts {
  /** The models in memory. */
  readonly store: ModelStore;
  /** Whether the service is about to end. */
  readonly lifecycle: Lifecycle;
  /** The tracking server's address without credentials. */
  readonly trackingUri: string;
}

/** Of a service whose model is of no known task. */
const ANY_TITLE = "Prediction API";

/** The endpoints that `GET /` names: those of the workshop. */
const ENDPOINTS = { "/health": "GET", "/predict": "POST", "/docs": "GET" };

/**
 * Makes the routes that tell how the service is: `GET /`, `/health`, `/livez` and `/readyz`.
 *
 * @param parts What the routes need.
 * @returns The routes.
 */
export function serviceRoutes({ store, lifecycle, trackingUri }: ServiceParts): Route[] {
  const json = (value: unknown) => jsonResponse(JSON.stringify(value));
  const isLoaded = () => store.champion !== null;
  return [
    {
      method: "GET",
      path: "/",
      handle: () =>
        json({
          message: titleOf(store),
          "model_loaded": isLoaded(),
          "mlflow_uri": trackingUri,
          endpoints: ENDPOINTS,
        }),
    },
    {
      method: "GET",
      path: "/health",
      handle: () => json(health(store)),
    },
    // Depends on nothing: a restart would help against no trouble outside of this process.
    { method: "GET", path: "/livez", handle: () => json({ status: "alive" }) },
    { method: "GET", path: "/readyz", handle: () => json(readiness(store, lifecycle)) },
  ];
}

/** The task's own title; that of the reference task while no model is loaded. */
function titleOf({ champion }: ModelStore): string {
  const task = champion === null ? REFERENCE_TASK : findTask(champion.model.task);
  return task?.title ?? ANY_TITLE;
}

/** The workshop's own answer while no version is refused. */
function health({ champion, refusals }: ModelStore): HealthAnswer {
  const isLoaded = champion !== null;
  if (refusals.length === 0) return { status: "healthy", "model_loaded": isLoaded };
  const refused = refusals.map(({ detail }) => detail);
  return { status: "healthy", "model_loaded": isLoaded, refused };
}

/** Tells what is ready; a 503 with the reason if nothing is. */
function readiness(store: ModelStore, lifecycle: Lifecycle): ReadinessAnswer {
  const { champion, refusals } = store;
  const refused = refusals.map(({ name, version, role, reason, detail }) => ({
    name,
    version,
    role,
    reason,
    detail,
  }));
  if (lifecycle.isDraining || champion === null) {
    const reason = lifecycle.isDraining ? "the service is about to end" : store.trouble;
    throw new Problem(503, `Not ready: ${reason}`, {
      extensions: { refused },
      headers: { "retry-after": "1" },
    });
  }
  const { name, version, isVerified } = champion.model;
  return {
    status: "ready",
    model: { name, version, verified: isVerified, stale: store.isStale },
    trouble: store.trouble,
    refused,
  };
}

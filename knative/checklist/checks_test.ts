/** Each check on a cluster where it holds, and on one where it does not. */
import { REFERENCE_TASK } from "@mlops/tasks";
import { deepEqual, equal } from "node:assert/strict";
import { autoscalingChecks } from "./autoscaling_checks.ts";
import { deployedTask } from "./deployed_task.ts";
import { fakeCluster } from "./testing/fake_cluster.ts";
import { linesOf } from "./testing/lines_of.ts";
import { finalChecks } from "./final_checks.ts";
import { mlflowChecks } from "./mlflow_checks.ts";
import { postgresChecks } from "./postgres_checks.ts";
import { predictionChecks } from "./prediction_checks.ts";
import { trainingChecks } from "./training_checks.ts";

const DIGEST = "18145e7c4852ee5291d77a4781b57bfa3fb106a644300385bfd5cf090fce9910";

function pod(name: string, { ready, reason }: { ready: boolean; reason?: string }): unknown {
  return {
    metadata: { name },
    status: {
      phase: "Running",
      conditions: [{ type: "Ready", status: ready ? "True" : "False" }],
      containerStatuses: [{ restartCount: 2, state: reason ? { waiting: { reason } } : {} }],
    },
  };
}

function deployment(name: string, image: string): unknown {
  return {
    metadata: { name },
    spec: { template: { spec: { containers: [{ image }] } } },
    status: { availableReplicas: 1 },
  };
}

Deno.test("postgresChecks() ticks what the workshop's first exercise asks for", async () => {
  const cluster = fakeCluster({
    objects: {
      secrets: [{
        metadata: { name: "postgres-secret" },
        data: { POSTGRES_DB: "", POSTGRES_USER: "", POSTGRES_PASSWORD: "" },
      }],
      persistentvolumeclaims: [{
        metadata: { name: "postgres-pvc" },
        status: { phase: "Bound", capacity: { storage: "5Gi" } },
      }],
      pods: [pod("postgres-1", { ready: true })],
      services: [{
        metadata: { name: "postgres-service" },
        spec: { type: "ClusterIP", ports: [{ port: 5432 }] },
      }],
    },
    programs: { sh: "mlflow, PostgreSQL 15.20\n" },
  });
  deepEqual(await linesOf(postgresChecks(cluster)), [
    "✓ Secret postgres-secret has its keys (POSTGRES_DB, POSTGRES_PASSWORD, POSTGRES_USER)",
    "✓ Volume claim postgres-pvc is Bound (5Gi)",
    "✓ Pod of postgres is Running (1 ready, 2 restarts)",
    "✓ Service postgres-service is a ClusterIP (port 5432)",
    "✓ psql connects to the database (mlflow, PostgreSQL 15.20)",
  ]);
});

Deno.test("postgresChecks() names what is there instead", async () => {
  const cluster = fakeCluster({
    objects: {
      secrets: [{ metadata: { name: "postgres-secret" }, data: { POSTGRES_DB: "" } }],
      persistentvolumeclaims: [{
        metadata: { name: "postgres-pvc" },
        status: { phase: "Pending" },
      }],
      pods: [pod("postgres-1", { ready: false, reason: "CrashLoopBackOff" })],
      services: [{ metadata: { name: "postgres-service" }, spec: { type: "NodePort" } }],
    },
  });
  deepEqual(await linesOf(postgresChecks(cluster)), [
    "✗ Secret postgres-secret has its keys: POSTGRES_PASSWORD, POSTGRES_USER missing",
    "✗ Volume claim postgres-pvc is Bound: it is Pending",
    "✗ Pod of postgres is Running: postgres-1 is CrashLoopBackOff",
    "✗ Service postgres-service is a ClusterIP: it is a NodePort",
    "✗ psql connects to the database: Cannot run sh as the cluster must accept it: it is not there",
  ]);
});

Deno.test("mlflowChecks() reads driver, image, log, page and tables", async () => {
  const cluster = fakeCluster({
    objects: {
      persistentvolumeclaims: [{
        metadata: { name: "mlflow-artifacts-pvc" },
        status: { phase: "Bound", capacity: { storage: "5Gi" } },
      }],
      deployments: [deployment("mlflow", `localhost:5001/mlflow-postgres@sha256:${DIGEST}`)],
      pods: [pod("mlflow-1", { ready: true })],
    },
    programs: {
      python3: "2.17.2 2.9.10 (dt dec pq3 ext lo64)\n",
      sh: "experiments\nmetrics\nparams\nruns\ntags\nalembic_version\n",
    },
    texts: { logs: "[2026-11-25 02:02:41 +0000] [9] [INFO] Listening at: http://0.0.0.0:5000 (9)" },
    answer: () => new Response("<title>MLflow</title>"),
  });
  deepEqual(await linesOf(mlflowChecks(cluster)), [
    "✓ Image holds MLflow 2.17.2 and psycopg2 (psycopg2 2.9.10)",
    "✓ Volume claim mlflow-artifacts-pvc is Bound (5Gi)",
    "✓ Image of mlflow is built and named by what it holds (mlflow-postgres 18145e7c4852)",
    "✓ Pod of mlflow is Running (1 ready, 2 restarts)",
    '✓ Log says "Listening at: http://0.0.0.0:5000" (2026-11-25 02:02:41)',
    "✓ MLflow's page answers (200)",
    "✓ MLflow made its tables in Postgres (6 tables)",
  ]);
});

Deno.test("mlflowChecks() asks the gate before MLflow with a key", async () => {
  const secret = { metadata: { name: "key-train" }, data: { API_KEY: btoa("mlops_train") } };
  const cluster = fakeCluster({
    objects: { secrets: [secret] },
    texts: { logs: "Listening at: http://127.0.0.1:5001 (9)" },
    answer: ({ headers }) =>
      headers.get("authorization") === "Bearer mlops_train"
        ? new Response("<title>MLflow</title>")
        : new Response("", { status: 401 }),
  });
  const lines = await linesOf(mlflowChecks(cluster));
  deepEqual(lines.filter((line) => /Listening|page/.test(line)), [
    '✓ Log says "Listening at: http://0.0.0.0:5000" (behind the gate, 127.0.0.1:5001)',
    "✓ MLflow's page answers (200)",
  ]);
});

Deno.test("mlflowChecks() refuses another image, page or database", async () => {
  const cluster = fakeCluster({
    objects: { deployments: [deployment("mlflow", "mlflow-postgres:v1")] },
    programs: { python3: "2.9.0 2.9.10\n", sh: "experiments\n" },
    texts: { logs: "Starting" },
    answer: () => new Response("<title>Welcome to nginx!</title>"),
  });
  deepEqual(await linesOf(mlflowChecks(cluster)), [
    "✗ Image holds MLflow 2.17.2 and psycopg2: MLflow is 2.9.0",
    "✗ Volume claim mlflow-artifacts-pvc is Bound: it does not exist",
    "✗ Image of mlflow is built and named by what it holds: it is mlflow-postgres:v1",
    "✗ Pod of mlflow is Running: there are 0",
    '✗ Log says "Listening at: http://0.0.0.0:5000": no such line',
    "✗ MLflow's page answers: it is another page",
    "✗ MLflow made its tables in Postgres: metrics, params, runs, tags missing",
  ]);
});

Deno.test("trainingChecks() names what a training has not left", async () => {
  const cluster = fakeCluster({
    objects: { jobs: [{ metadata: { name: "train-1a2b" }, status: { failed: 1 } }] },
    answer: () =>
      Response.json(
        { "error_code": "RESOURCE_DOES_NOT_EXIST", message: "not found" },
        { status: 404 },
      ),
  });
  const lines = await linesOf(trainingChecks(cluster, REFERENCE_TASK));
  deepEqual(lines.slice(0, 3), [
    "✗ A training Job ended well: train-1a2b has not",
    '✗ Experiment "diabetes-classification" is visible in MLflow: there is none',
    '✗ Run "diabetes-rf-model" has its five metrics: there is none',
  ]);
});

function predictionParts(answers: Readonly<Record<string, unknown>>) {
  return {
    objects: {
      deployments: [deployment("ml-api", `dev.local/predict:deno-${DIGEST.slice(0, 12)}`)],
      pods: [pod("ml-api-1", { ready: true }), pod("ml-api-2", { ready: true })],
      "services.serving.knative.dev": [{
        metadata: { name: "predict" },
        status: {
          conditions: [{ type: "Ready", status: "True" }],
          latestReadyRevisionName: "predict-00001",
          url: "http://predict.mlops-workshop.example.com",
        },
      }],
    },
    answer(request: Request): Response {
      const { pathname } = new URL(request.url);
      if (pathname === "/docs") return new Response("<html></html>");
      const headers = { "X-Model-Version": "7" };
      return Response.json(answers[pathname.replace("/api", "")] ?? {}, { headers });
    },
  };
}

Deno.test("predictionChecks() compares what both forms of the service answer", async () => {
  const cluster = fakeCluster(predictionParts({
    "/health": { status: "healthy", "model_loaded": true },
    "/predict": { "has_diabetes": true, probability: 0.7698901, "risk_level": "Élevé" },
    "/openapi.json": { info: { title: "Diabetes" } },
  }));
  const lines = await linesOf(predictionChecks(cluster, REFERENCE_TASK));
  deepEqual(lines.map((line) => line.replace(/after \d+ ms/, "after 1 ms")), [
    "✓ Image of ml-api is built and named by what it holds (predict:deno-18145e7c4852 18145e7c4852)",
    "✓ At least 2 pods of ml-api are Running (2 ready, 4 restarts)",
    "✓ Model comes from models:/diabetes-model@champion (version 7)",
    '✓ /health answers {"status":"healthy","model_loaded":true} (200)',
    "✓ /predict finds the workshop's patient at risk (0.7699, Élevé)",
    "✓ /docs shows the API (Diabetes)",
    "✓ Knative Service predict is Ready (predict-00001, http://predict.mlops-workshop.example.com)",
    "✓ Knative Service answers the page at http://predict.mlops-workshop (0.7699, Élevé, after 1 ms)",
  ]);
});

Deno.test("predictionChecks() refuses a risk level that does not fit its probability", async () => {
  const cluster = fakeCluster(predictionParts({
    "/health": { status: "healthy", "model_loaded": false },
    "/predict": { "has_diabetes": true, probability: 0.6, "risk_level": "Élevé" },
  }));
  const lines = await linesOf(predictionChecks(cluster, REFERENCE_TASK));
  deepEqual([lines[3], lines[4]], [
    '✗ /health answers {"status":"healthy","model_loaded":true}: it answers {"status":"healthy","model_loaded":false}',
    `✗ /predict finds the workshop's patient at risk: it answers {"has_diabetes":true,"probability":0.6,"risk_level":"Élevé"}`,
  ]);
});

function hpa(measured: number | undefined, condition: string): unknown {
  return {
    metadata: { name: "ml-api-hpa" },
    spec: {
      minReplicas: 2,
      maxReplicas: 10,
      metrics: [{ resource: { target: { averageUtilization: 50 } } }],
    },
    status: {
      currentReplicas: 3,
      currentMetrics: [{ resource: { current: { averageUtilization: measured } } }],
      conditions: [
        { type: "AbleToScale", status: "True", message: "" },
        { type: "ScalingActive", status: condition, message: "no metrics known" },
      ],
    },
  };
}

Deno.test("autoscalingChecks() reads metrics, target and conditions", async () => {
  const objects = { "horizontalpodautoscalers.autoscaling": [hpa(4, "True")] };
  const cluster = fakeCluster({ objects, texts: { top: "ml-api-1 1m 40Mi\nui-1 1m 30Mi\n" } });
  deepEqual(await linesOf(autoscalingChecks(cluster, { withLoad: false, patienceMs: 0 })), [
    "✓ kubectl top pods works (2 pods measured)",
    "✓ HPA ml-api-hpa has a target and a measured CPU (4 % of 50 %, 3 replicas)",
    "✓ HPA is able to scale up and down (deno task checklist --load tries it) (between 2 and 10)",
  ]);
});

Deno.test("autoscalingChecks() shows a target without a measurement", async () => {
  const objects = { "horizontalpodautoscalers.autoscaling": [hpa(undefined, "False")] };
  deepEqual(
    await linesOf(autoscalingChecks(fakeCluster({ objects }), { withLoad: false, patienceMs: 0 })),
    [
      "✗ kubectl top pods works: Cannot run kubectl top as the cluster must accept it: it is not there",
      "✗ HPA ml-api-hpa has a target and a measured CPU: TARGETS is <unknown>/50%",
      "✗ HPA is able to scale up and down (deno task checklist --load tries it): no metrics known",
    ],
  );
});

function ownedByJob(name: string, job: string, phase: string): unknown {
  return { metadata: { name, ownerReferences: [{ kind: "Job", name: job }] }, status: { phase } };
}

Deno.test("finalChecks() names pods that are not well", async () => {
  const cluster = fakeCluster({
    objects: {
      deployments: [
        ...["ml-api", "postgres"].map((name) => deployment(name, "i")),
        { metadata: { name: "mlflow" }, status: { replicas: 1 } },
      ],
      pods: [
        pod("ui-1", { ready: false, reason: "ImagePullBackOff" }),
        pod("mlflow-1", { ready: false }),
        ownedByJob("train-1-x", "train-1", "Failed"),
        ownedByJob("train-1-y", "train-1", "Succeeded"),
        ownedByJob("train-2-x", "train-2", "Failed"),
        { metadata: { name: "old", deletionTimestamp: "now" }, status: { phase: "Running" } },
      ],
      jobs: [
        { metadata: { name: "train-1" }, status: { failed: 1, succeeded: 1 } },
        { metadata: { name: "train-2" }, status: { failed: 1 } },
      ],
      persistentvolumeclaims: [{ metadata: { name: "postgres-pvc" }, status: { phase: "Bound" } }],
    },
  });
  deepEqual(await linesOf(finalChecks(cluster)), [
    "✗ Every Deployment is available: mlflow has 0 of 1 pods available, ui does not exist",
    "✗ Every pod is Running, or a Job's that ended well: ui-1 is ImagePullBackOff, " +
    "mlflow-1 runs and is not ready, train-2-x is Failed",
    "✓ Every volume claim is Bound (postgres-pvc)",
  ]);
});

function ofRevision(name: string, revision: string, ready: boolean): unknown {
  const { metadata, status } = pod(name, { ready }) as { metadata: object; status: object };
  return {
    metadata: { ...metadata, labels: { "serving.knative.dev/revision": revision } },
    status,
  };
}

Deno.test("finalChecks() leaves out pods of a failed Revision once another one serves", async () => {
  const service = (traffic: string, latest: string) => ({
    metadata: { name: "predict" },
    status: { latestCreatedRevisionName: latest, traffic: [{ revisionName: traffic }] },
  });
  const pods = [ofRevision("bad", "predict-2", false), ofRevision("good", "predict-3", true)];
  const lineOf = async (ksvc: unknown) => {
    const objects = { pods, "services.serving.knative.dev": [ksvc] };
    return (await linesOf(finalChecks(fakeCluster({ objects }))))[1];
  };
  equal(
    await lineOf(service("predict-3", "predict-3")),
    "✓ Every pod is Running, or a Job's that ended well (1 running, 0 Jobs ended well, " +
      "1 of Revisions that serve nobody)",
  );
  const red = "✗ Every pod is Running, or a Job's that ended well: bad runs and is not ready";
  equal(await lineOf(service("predict-2", "predict-3")), red);
  equal(await lineOf(service("predict-3", "predict-2")), red);
});

Deno.test("predictionChecks() asks the model of another task about a row of its own columns", async () => {
  const answers = {
    "/health": { status: "healthy", "model_loaded": true },
    "/model": { features: [{ name: "island", categories: ["Biscoe"] }, { name: "year" }] },
    "/predict": { label: "Gentoo", probabilities: [0.25, 0.75] },
  };
  const asked: unknown[] = [];
  const parts = predictionParts(answers);
  const cluster = fakeCluster({
    ...parts,
    objects: {
      ...parts.objects,
      deployments: [
        ...parts.objects.deployments,
        {
          metadata: { name: "ui" },
          spec: {
            template: {
              spec: {
                containers: [{ env: [{ name: "MODEL_NAME", value: "penguins-species-model" }] }],
              },
            },
          },
        },
      ],
    },
    answer(request: Request) {
      if (request.method === "POST") request.json().then((row) => asked.push(row));
      return parts.answer(request);
    },
  });
  const task = await deployedTask(cluster, REFERENCE_TASK);
  equal(task.model, "penguins-species-model");
  const lines = await linesOf(predictionChecks(cluster, task));
  equal(lines[2], "✓ Model comes from models:/penguins-species-model@champion (version 7)");
  equal(lines[4], "✓ /predict answers a row of the model's columns (Gentoo)");
  deepEqual(asked, new Array(3).fill({ island: "Biscoe", year: 0 }));
});

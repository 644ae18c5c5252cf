/**
 * Tries the ways that the network policies forbid, each beside one that they allow, from pods that the
 * policies take for each component: by Service address, by pod address, and by node port.
 *
 * Run: deno task e2e:network-policies
 */
import { deepEqual } from "node:assert/strict";
import { ProbePod, type Target } from "./probe_pod.ts";
import { cluster, kubectl, NAMESPACE, until } from "./stack.ts";

/** A namespace without policies: what is refused to its pods is refused by the stack's side alone. */
const ELSEWHERE = "mlops-e2e-elsewhere";

/** Makes Postgres reachable at a node port, which the stack never does. */
const POSTGRES_NODE_PORT = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "e2e-postgres-node-port", namespace: NAMESPACE },
  spec: {
    type: "NodePort",
    selector: { app: "postgres" },
    ports: [{ port: 5432, targetPort: 5432 }],
  },
};

const SERVICES = [
  { name: "postgres", app: "postgres", service: "postgres-service", port: 5432 },
  { name: "mlflow", app: "mlflow", service: "mlflow-service", port: 5000 },
  { name: "classic", app: "ml-api", service: "ml-api-service", port: 8000 },
  { name: "page", app: "ui", service: "ui-service", port: 8501 },
] as const;

/** All three ways to a component. */
function ways(name: typeof SERVICES[number]["name"]): string[] {
  return [`${name} service`, `${name} pod`, `${name} node port`];
}

/** What each component may open; everything else that is tried must stay shut. */
const MAY_OPEN: Readonly<Record<string, string[]>> = {
  postgres: [],
  "postgres-databases": ways("postgres"),
  migrate: ways("postgres"),
  mlflow: ways("postgres"),
  train: ways("mlflow"),
  classic: [...ways("postgres"), ...ways("mlflow")],
  ui: [...ways("mlflow"), ...ways("classic"), "predict by Knative's ingress"],
  loadtest: [...ways("classic"), "predict by Knative's ingress"],
  other: [],
};

async function apply(object: unknown): Promise<void> {
  await kubectl.text("prepare", ["apply", "--filename=-"], JSON.stringify(object));
}

async function nodePort(service: string): Promise<number> {
  const { spec } = await cluster.object("services", service);
  return Number((spec.ports as { nodePort: number }[])[0]?.nodePort);
}

async function nodeAddress(): Promise<string> {
  const [node] = await cluster.objects("nodes");
  const addresses = node?.status.addresses as { type: string; address: string }[];
  return addresses.find(({ type }) => type === "InternalIP")?.address ?? "";
}

async function podAddress(selector: string): Promise<string> {
  return await until(`a pod of ${selector}`, {
    seconds: 60,
    look: async () => {
      const pods = await cluster.objects("pods", [`--selector=${selector}`]);
      const running = pods.find(({ status }) => status.phase === "Running");
      return running?.status.podIP as string | undefined;
    },
  });
}

async function targets(elsewhere: ProbePod): Promise<Target[]> {
  const node = await nodeAddress();
  const found = await Promise.all(SERVICES.map(async ({ name, app, service, port }) => {
    const exposed = name === "postgres" ? POSTGRES_NODE_PORT.metadata.name : service;
    const [pod, outside] = await Promise.all([podAddress(`app=${app}`), nodePort(exposed)]);
    return [
      { name: `${name} service`, address: `${service}.${NAMESPACE}:${port}` },
      { name: `${name} pod`, address: `${pod}:${port}` },
      { name: `${name} node port`, address: `${node}:${outside}` },
    ];
  }));
  // A request makes sure that the Knative Service has a pod to try.
  await using page = await cluster.forward("ui-service", 8501);
  await (await fetch(`${page.url}/api/health`)).body?.cancel();
  const predict = await podAddress("serving.knative.dev/service=predict");
  return [
    ...found.flat(),
    { name: "predict by Knative's ingress", address: `predict.${NAMESPACE}:80` },
    { name: "predict pod, queue-proxy", address: `${predict}:8012` },
    { name: "predict pod, metrics", address: `${predict}:9090` },
    { name: "predict pod, program", address: `${predict}:8000` },
    { name: "pod elsewhere", address: `${await elsewhere.address()}:8080` },
  ];
}

Deno.test("network policies open the listed ways and no other", async (t) => {
  try {
    await apply({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name: ELSEWHERE,
        labels: { "pod-security.kubernetes.io/enforce": "restricted" },
      },
    });
    await apply(POSTGRES_NODE_PORT);
    await using elsewhere = await ProbePod.start("e2e-listener", {
      namespace: ELSEWHERE,
      labels: {},
    });
    const all = await targets(elsewhere);
    for (const [component, expected] of Object.entries(MAY_OPEN)) {
      await t.step(`from ${component}: ${expected.length} of ${all.length} ways`, async () => {
        const labels = { "app.kubernetes.io/component": component };
        await using pod = await ProbePod.start(`e2e-${component}`, {
          namespace: NAMESPACE,
          labels,
        });
        deepEqual(await pod.open(all), expected);
      });
    }
    await t.step("from the Knative Service's pods: Postgres and MLflow", async () => {
      await using pod = await ProbePod.start("e2e-predict", {
        namespace: NAMESPACE,
        labels: { "serving.knative.dev/service": "predict" },
      });
      deepEqual(await pod.open(all), [...ways("postgres"), ...ways("mlflow")]);
    });
    await t.step("from another namespace: only what is not the stack's", async () => {
      await using pod = await ProbePod.start("e2e-stranger", { namespace: ELSEWHERE, labels: {} });
      deepEqual(await pod.open(all), ["predict by Knative's ingress", "pod elsewhere"]);
    });
  } finally {
    await kubectl.text("clean up", [
      "delete",
      "service",
      POSTGRES_NODE_PORT.metadata.name,
      `--namespace=${NAMESPACE}`,
      "--ignore-not-found",
    ]);
    const args = ["delete", "namespace", ELSEWHERE, "--wait=false", "--ignore-not-found"];
    await kubectl.text("clean up", args);
  }
});

Deno.test("node ports of the page, MLflow and the classic service answer from outside", async () => {
  const node = await nodeAddress();
  const answers = await Promise.all(
    [["ui-service", "/"], ["mlflow-service", "/health"], ["ml-api-service", "/health"]].map(
      async ([service = "", path]) => {
        const response = await fetch(`http://${node}:${await nodePort(service)}${path}`);
        await response.body?.cancel();
        return [service, response.status];
      },
    ),
  );
  deepEqual(answers, [["ui-service", 200], ["mlflow-service", 200], ["ml-api-service", 200]]);
});

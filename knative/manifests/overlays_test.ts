/**
 * The rendered overlays: recorded whole, and held to the rules that a reader of YAML would miss.
 * Skipped, by name, where there is no kubectl.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import { stringify } from "yaml";
import { podFaults } from "./pod_faults.ts";
import { type Container, podTemplates } from "./pod_template.ts";
import {
  type KubernetesObject,
  kustomizeVersion,
  type Overlay,
  readObjects,
  renderOverlay,
} from "./render_overlay.ts";

const version = await kustomizeVersion();

function renderTest(
  name: string,
  body: (context: Deno.TestContext) => Promise<void>,
): void {
  const skipped = version === undefined ? " [skipped: kubectl is missing]" : "";
  Deno.test({ name: name + skipped, ignore: version === undefined, fn: body });
}

async function objectsOf(overlay: Overlay): Promise<KubernetesObject[]> {
  return readObjects(await renderOverlay(overlay));
}

function named(objects: KubernetesObject[], kind: string, name: string): KubernetesObject {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (found === undefined) throw new Error(`Cannot find ${kind}/${name} in the rendered overlay`);
  return found;
}

for (const overlay of ["workshop", "production", "jobsink"] as const) {
  renderTest(`overlay ${overlay} renders as recorded with kustomize v5.5.0`, async (t) => {
    const documents = (await objectsOf(overlay)).map((object) =>
      stringify(object, { sortMapEntries: true, lineWidth: 0 })
    );
    await t.assertSnapshot(`\n${documents.join("---\n")}`, {
      path: `__snapshots__/${overlay}.yaml.snap`,
      serializer: String,
    });
  });

  renderTest(`overlay ${overlay} has no pod that breaks the house's rules`, async () => {
    const templates = podTemplates(await objectsOf(overlay));
    equal(templates.length, { workshop: 8, production: 12, jobsink: 1 }[overlay]);
    deepEqual(templates.flatMap(podFaults), []);
  });

  renderTest(
    `overlay ${overlay} names images that the deploy task resolves to digests`,
    async () => {
      const images = podTemplates(await objectsOf(overlay)).flatMap(({ spec }) =>
        [...spec.initContainers ?? [], ...spec.containers].map(({ image }) => image)
      );
      const known = [
        "dev.local/functions/predict:v1",
        "dev.local/functions/train:v1",
        "dev.local/functions/backup:v1",
        "dev.local/functions/mlflow_gate:v1",
        "dev.local/ui:v1",
      ];
      const unknown = images.filter((image) =>
        ![...known, "dev.local/mlflow:v1", "postgres:15"].includes(image) &&
        !image.includes("@sha256:")
      );
      deepEqual(unknown, []);
    },
  );
}

renderTest("overlay production holds no password and no node port", async () => {
  const objects = await objectsOf("production");
  deepEqual(objects.filter(({ kind }) => kind === "Secret"), []);
  deepEqual(objects.filter(({ spec }) => spec?.type === "NodePort"), []);
});

renderTest("overlay production leaves no way to MLflow but through the gate", async () => {
  const objects = await objectsOf("production");
  const mlflow = podTemplates(objects).find(({ owner }) => owner === "Deployment/mlflow");
  const [server, gate] = mlflow?.spec.containers ?? [];
  ok(server?.command?.includes("--host=127.0.0.1"));
  equal(server?.ports, undefined);
  equal(gate?.image, "dev.local/functions/mlflow_gate:v1");
  deepEqual(gate?.ports, [{ name: "http", containerPort: 5000 }]);
});

renderTest(
  "overlay production opens three hosts with TLS, and the Knative Service to none",
  async () => {
    const objects = await objectsOf("production");
    const ingresses = objects.filter(({ kind }) => kind === "Ingress").map(({ spec }) => {
      const { rules, tls } = spec as {
        rules: { host: string; http: { paths: { backend: { service: { name: string } } }[] } }[];
        tls: { hosts: string[]; secretName: string }[];
      };
      deepEqual(tls[0]?.hosts, rules.map(({ host }) => host));
      return [rules[0]?.host, rules[0]?.http.paths[0]?.backend.service.name, tls[0]?.secretName];
    });
    deepEqual(ingresses, [
      ["api.diabetes.example.com", "ml-api-service", "api-tls"],
      ["mlflow.diabetes.example.com", "mlflow-service", "mlflow-tls"],
      ["diabetes.example.com", "ui-service", "ui-tls"],
    ]);
    // Plain http is sent to https, by ingress-nginx and by Contour: each reads its own annotation.
    const redirects = ["nginx.ingress.kubernetes.io/ssl", "ingress.kubernetes.io/force-ssl"];
    const entries = objects.filter(({ kind }) => kind === "Ingress") as {
      metadata: { name: string; annotations?: Record<string, string> };
    }[];
    for (const { metadata: { name, annotations } } of entries) {
      const told = redirects.map((prefix) => annotations?.[`${prefix}-redirect`]);
      deepEqual(told, ["true", "true"], name);
    }
    const { labels } = named(objects, "Service", "predict").metadata;
    equal(labels?.["networking.knative.dev/visibility"], "cluster-local");
  },
);

renderTest("overlay production's quota holds both forms at their ceilings", async () => {
  const objects = await objectsOf("production");
  const { hard } = named(objects, "ResourceQuota", "stack").spec as {
    hard: Record<string, string>;
  };
  const [cpu, memory] = ceilings(objects);
  ok(cpu <= Number(hard["requests.cpu"]) * 1000, `${cpu} millicores`);
  ok(memory <= 2 ** 10 * parseInt(hard["limits.memory"] ?? "", 10), `${memory} MiB`);
});

renderTest("overlay production-small is production with certificates and less CPU", async () => {
  const objects = await objectsOf("production-small");
  const ingresses = objects.filter(({ kind }) => kind === "Ingress") as {
    metadata: { annotations?: Record<string, string> };
  }[];
  deepEqual(
    ingresses.map(({ metadata }) => metadata.annotations?.["cert-manager.io/issuer"]),
    ["entry", "entry", "entry"],
  );
  const names = (list: KubernetesObject[]) =>
    list.map(({ kind, metadata }) => `${kind}/${metadata.name.replace(/-[a-z0-9]{10}$/, "")}`);
  const added = new Set(names(objects)).difference(
    new Set(names(await objectsOf("production"))),
  );
  deepEqual([...added].toSorted(), [
    "Certificate/entry-authority",
    "Issuer/entry",
    "Issuer/entry-root",
  ]);
});

renderTest("both forms of the prediction service run alike", async () => {
  const templates = podTemplates(await objectsOf("workshop"));
  const [knative, classic] = ["Service/predict", "Deployment/ml-api"].map((owner) => {
    const container = templates.find((template) => template.owner === owner)?.spec.containers[0];
    return {
      image: container?.image,
      resources: container?.resources,
      envFrom: container?.envFrom,
    };
  });
  equal(knative?.image, "dev.local/functions/predict:v1");
  deepEqual(knative, classic);
});

renderTest("the classic Deployment leaves its replicas to the HPA", async () => {
  const deployment = named(await objectsOf("workshop"), "Deployment", "ml-api");
  equal(deployment.spec?.replicas, undefined);
});

renderTest("every pod has the component by which a network policy opens its ways", async () => {
  const objects = await objectsOf("workshop");
  const components = podTemplates(objects).map(({ labels }) =>
    labels["app.kubernetes.io/component"]
  );
  deepEqual(components.toSorted(), [
    "classic",
    "migrate",
    "mlflow",
    "postgres",
    "postgres-databases",
    "predict",
    "train",
    "ui",
  ]);
  deepEqual(named(objects, "NetworkPolicy", "default-deny").spec, {
    podSelector: {},
    policyTypes: ["Ingress", "Egress"],
  });
});

renderTest("the JobSink runs the Job of base/train", async () => {
  const job = named(await objectsOf("workshop"), "Job", "train");
  const sink = named(await objectsOf("jobsink"), "JobSink", "train");
  deepEqual(sink.spec?.job, { spec: job.spec });
});

renderTest("the workshop's pods fit on two cores, both autoscalers at their ceilings", async () => {
  const [millicores] = ceilings(await objectsOf("workshop"));
  // 2 000 less 80 of the test cluster's own pods and 100 for a load test in the cluster.
  ok(millicores > 0 && millicores <= 1820, `${millicores} millicores are more than 1820`);
});

/** CPU that all pods ask for, in millicores, and memory that they may take, in MiB, at both ceilings. */
function ceilings(objects: KubernetesObject[]): [cpu: number, memory: number] {
  const hpa = named(objects, "HorizontalPodAutoscaler", "ml-api-hpa").spec;
  const ui = named(objects, "Deployment", "ui").spec;
  const template = named(objects, "Service", "predict").spec?.template as {
    metadata: { annotations: Record<string, string> };
  };
  const pods: Record<string, number> = {
    "Deployment/ml-api": Number(hpa?.maxReplicas),
    "Deployment/ui": Number(ui?.replicas),
    "Service/predict": Number(template.metadata.annotations["autoscaling.knative.dev/max-scale"]),
  };
  let millicores = 0;
  let mebibytes = 0;
  for (const { owner, spec } of podTemplates(objects)) {
    const cpu = spec.containers.reduce((sum, { resources }) => sum + milli(resources), 0);
    const memory = spec.containers.reduce((sum, { resources }) => sum + mebi(resources), 0);
    const queueProxy = owner === "Service/predict"
      ? { cpu: 25, memory: 512 }
      : { cpu: 0, memory: 0 };
    millicores += (cpu + queueProxy.cpu) * (pods[owner] ?? 1);
    mebibytes += (memory + queueProxy.memory) * (pods[owner] ?? 1);
  }
  return [millicores, mebibytes];
}

function milli(resources: Container["resources"]): number {
  const cpu = resources?.requests?.cpu ?? "";
  return cpu.endsWith("m") ? Number(cpu.slice(0, -1)) : Number(cpu) * 1000;
}

function mebi(resources: Container["resources"]): number {
  const memory = resources?.limits?.memory ?? "";
  return memory.endsWith("Gi") ? parseInt(memory, 10) * 1024 : parseInt(memory, 10);
}

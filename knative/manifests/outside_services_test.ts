/**
 * Overlays that use a service outside: each part reaches it, by its Secret and its policy, and no part
 * reaches more. Skipped, by name, where there is no kubectl.
 */
import { deepEqual, equal } from "node:assert/strict";
import backup from "../../functions/backup/image.json" with { type: "json" };
import gate from "../../functions/mlflow_gate/image.json" with { type: "json" };
import predict from "../../functions/predict/image.json" with { type: "json" };
import page from "../../ui/image.json" with { type: "json" };
import { podFaults } from "./pod_faults.ts";
import { type Container, podTemplates } from "./pod_template.ts";
import {
  type KubernetesObject,
  kustomizeVersion,
  type Overlay,
  readObjects,
  renderOverlay,
} from "./render_overlay.ts";

const skips = await kustomizeVersion() === undefined;

function renderTest(
  name: string,
  overlay: Overlay,
  body: (objects: KubernetesObject[]) => void,
): void {
  Deno.test({
    name: name + (skips ? " [skipped: kubectl is missing]" : ""),
    ignore: skips,
    fn: async () => body(readObjects(await renderOverlay(overlay))),
  });
}

/** Names of the ConfigMaps and Secrets whose keys are a container's variables, without kustomize's hash. */
function sourcesOf(envFrom: unknown): string[] {
  const sources = (envFrom ?? []) as Record<string, { name: string }>[];
  return sources.flatMap((source) => Object.values(source)).map(({ name }) =>
    name.replace(/-[a-z0-9]{10}$/, "")
  );
}

for (
  const overlay of ["production-s3", "production-external-postgres", "production-oidc"] as const
) {
  renderTest(`every pod of ${overlay} keeps the house's rules`, overlay, (objects) => {
    deepEqual(podTemplates(objects).flatMap(podFaults), []);
  });
}

/** All containers of an overlay, with whose they are. */
function containersOf(objects: KubernetesObject[]): { owner: string; container: Container }[] {
  return podTemplates(objects).flatMap(({ owner, spec }) =>
    [...spec.initContainers ?? [], ...spec.containers].map((container) => ({ owner, container }))
  );
}

renderTest(
  "what keeps and fetches backups may reach the bucket's server, and no other",
  "production-s3",
  (objects) => {
    const found = containersOf(objects)
      .filter(({ container }) => container.image === "dev.local/functions/backup:v1");
    deepEqual(found.map(({ owner }) => owner).toSorted(), [
      "CronJob/backup",
      "CronJob/restore",
      "CronJob/restore-point",
      "CronJob/restore-point",
      "Deployment/backup-archive",
    ]);
    // The image's own permissions, and the server.
    const wanted = backup.permissions.map((flag) =>
      flag.startsWith("--allow-net=") ? `${flag},$(S3_HOST)` : flag
    );
    for (const { container } of found) {
      deepEqual(container.command?.filter((word) => /^--(allow|ignore)-/.test(word)), wanted);
      deepEqual(sourcesOf(container.envFrom), ["backup-s3", "s3-credentials"]);
    }
    const settings = objects.find(({ kind, metadata }) =>
      kind === "ConfigMap" && metadata.name.startsWith("backup-s3-")
    ) as unknown as { data: Record<string, string> };
    equal(new URL(settings.data["AWS_ENDPOINT_URL_S3"] ?? "").host, settings.data["S3_HOST"]);
    const policy = objects.find(({ kind, metadata }) =>
      kind === "NetworkPolicy" && metadata.name === "backup-s3"
    );
    deepEqual(policy?.spec?.["egress"], [{
      to: [{
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "seaweedfs" } },
      }],
      ports: [{ port: 8333, protocol: "TCP" }],
    }]);
  },
);

renderTest(
  "production-s3 keeps MLflow's artifacts on no volume, and backs them up from where MLflow has them",
  "production-s3",
  (objects) => {
    equal(JSON.stringify(objects).includes("mlflow-artifacts-pvc"), false);
    const mlflow = containersOf(objects).find(({ container }) => container.name === "mlflow");
    equal(mlflow?.container.image, "dev.local/mlflow-s3:v1");
    equal(mlflow?.container.command?.includes("--artifacts-destination=$(ARTIFACTS)"), true);
    deepEqual(sourcesOf(mlflow?.container.envFrom), ["artifacts-s3", "s3-credentials"]);
    const others = containersOf(objects)
      .filter(({ container }) => container.image === "dev.local/functions/backup:v1")
      .filter(({ container }) => container.name !== "fetch-log");
    for (const { owner, container: { env = [] } } of others) {
      const names = env.filter(({ name }) => name === "BACKUP_ARTIFACTS");
      equal(JSON.stringify(names).includes('"key":"ARTIFACTS"'), true, owner);
    }
  },
);

renderTest(
  "production-external-postgres has no Postgres, and nothing that leads to one of its own",
  "production-external-postgres",
  (objects) => {
    const names = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    deepEqual(names.filter((name) => /\/(postgres|restore-point)/.test(name)), []);
    const text = JSON.stringify(objects.filter(({ kind }) => kind !== "ConfigMap"));
    for (const gone of ["postgres-service", "postgres-pvc", "postgres-tls", "predictions-secret"]) {
      equal(text.includes(gone), false, gone);
    }
    // The image's own permissions, with the server in the place of ours.
    const wanted = predict.permissions.map((flag) =>
      flag.replace("postgres-service:5432", "$(DATABASE_HOST)")
    );
    const [main = ""] = predict.v8Flags;
    for (const owner of ["Service/predict", "Deployment/ml-api"]) {
      const { command } = containersOf(objects).find((it) => it.owner === owner)!.container;
      deepEqual(command?.filter((word) => /^--(allow|ignore)-/.test(word)), wanted);
      equal(command?.includes(`--v8-flags=${main}`), true);
    }
  },
);

renderTest(
  "production-external-postgres makes each address of what stands before it, and holds the server to its name",
  "production-external-postgres",
  (objects) => {
    const users = containersOf(objects).filter(({ container }) =>
      JSON.stringify(container).includes("DATABASE_URI")
    );
    deepEqual(
      new Set(users.map(({ owner }) => owner)),
      new Set([
        "Service/predict",
        "Deployment/ml-api",
        "Job/predictions-migrate",
      ]),
    );
    for (const { container: { env = [] } } of users) {
      const at = env.findIndex(({ name }) => name === "DATABASE_URL");
      if (at === -1) continue;
      equal(env[at]?.value, "$(DATABASE_URI)$(DATABASE_OPTIONS)");
      // The kubelet puts in what stands before it in this very list, and nothing of a whole ConfigMap.
      const before = env.slice(0, at).map(({ name }) => name);
      deepEqual(["DATABASE_URI", "DATABASE_OPTIONS"].filter((name) => !before.includes(name)), []);
    }
    const settings = objects.find(({ kind, metadata }) =>
      kind === "ConfigMap" && metadata.name.startsWith("external-postgres-")
    ) as unknown as { data: Record<string, string> };
    equal(settings.data["DATABASE_OPTIONS"], "?sslmode=verify-full");
    const libpq = containersOf(objects).filter(({ container }) =>
      container.image === "postgres:15" &&
        !["prove", "wait-for-postgres"].includes(container.name) ||
      container.name === "mlflow"
    );
    equal(libpq.length, 4);
    for (const { owner, container: { name, env = [] } } of libpq) {
      const mode = env.find((it) => it.name === "PGSSLMODE");
      equal(mode?.value, "verify-full", `${owner} ${name}`);
    }
  },
);

/** An image as its container is started in production. */
interface StartedImage {
  readonly permissions: readonly string[];
  readonly v8Flags?: readonly string[];
}

/** Containers that ask who asks them, with their images. */
const ASKERS: readonly (readonly [owner: string, name: string, image: StartedImage])[] = [
  ["Service/predict", "predict", predict],
  ["Deployment/ml-api", "api", predict],
  ["Deployment/ui", "ui", page],
  ["Deployment/mlflow", "gate", gate],
];

function startOf(image: StartedImage, more: readonly string[] = []): string[] {
  const { permissions, v8Flags = [] } = image;
  return [
    "deno",
    "run",
    ...more,
    "--no-config",
    "--cached-only",
    "--no-prompt",
    ...v8Flags.map((flag) => `--v8-flags=${flag}`),
    ...permissions,
    "/app/dist/main.js",
  ];
}

for (
  const [overlay, more] of [
    ["production", []],
    ["production-oidc", ["--allow-net=$(OIDC_HOSTS)"]],
  ] as const
) {
  renderTest(`${overlay} starts each image as it starts itself, and reaches no more`, overlay, (
    objects,
  ) => {
    const containers = containersOf(objects);
    for (const [owner, name, image] of ASKERS) {
      const found = containers.find((it) => it.owner === owner && it.container.name === name);
      deepEqual(found?.container.command, startOf(image, more), `${owner} ${name}`);
    }
  });
}

renderTest(
  "production-oidc names the issuer once, for servers, processes and the network",
  "production-oidc",
  (objects) => {
    const settings = objects.find(({ kind, metadata }) =>
      kind === "ConfigMap" && metadata.name.startsWith("issuer-")
    ) as unknown as { data: Record<string, string> };
    const { data } = settings;
    equal(data["OIDC_HOSTS"], `${new URL(data["OIDC_ISSUER"] ?? "").hostname}:443`);
    const containers = containersOf(objects);
    for (const [owner, name] of ASKERS) {
      const found = containers.find((it) => it.owner === owner && it.container.name === name);
      equal(sourcesOf(found?.container.envFrom).at(-1), "issuer", owner);
    }
    const policy = objects.find(({ kind, metadata }) =>
      kind === "NetworkPolicy" && metadata.name === "issuer"
    );
    deepEqual(policy?.spec?.["egress"], [{
      to: [{ ipBlock: { cidr: data["ISSUER_NETWORK"] } }],
      ports: [{ port: 443, protocol: "TCP" }],
    }]);
    const hosts = objects.find(({ metadata }) => metadata.name === "entry-hosts") as unknown as {
      data: Record<string, string>;
    };
    equal(data["UI_PUBLIC_URL"], `https://${hosts.data["PAGE_HOST"]}`);
  },
);

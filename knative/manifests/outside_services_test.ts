/**
 * Overlays that use a service outside: each part reaches it, by its Secret and its policy, and no part
 * reaches more. Skipped, by name, where there is no kubectl.
 */
import { deepEqual, equal } from "node:assert/strict";
import image from "../../functions/backup/image.json" with { type: "json" };
import { podFaults } from "./pod_faults.ts";
import { podTemplates } from "./pod_template.ts";
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

renderTest("every pod of production-s3 keeps the house's rules", "production-s3", (objects) => {
  deepEqual(podTemplates(objects).flatMap(podFaults), []);
});

renderTest(
  "what keeps and fetches backups may reach the bucket's server, and no other",
  "production-s3",
  (objects) => {
    const found = podTemplates(objects).flatMap(({ owner, spec }) =>
      [...spec.initContainers ?? [], ...spec.containers]
        .filter(({ image }) => image === "dev.local/functions/backup:v1")
        .map((container) => ({ owner, container }))
    );
    deepEqual(found.map(({ owner }) => owner).toSorted(), [
      "CronJob/backup",
      "CronJob/restore",
      "CronJob/restore-point",
      "Deployment/backup-archive",
    ]);
    // The image's own permissions, and the server.
    const wanted = image.permissions.map((flag) =>
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

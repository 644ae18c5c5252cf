/** The folders of `k8s/`, each as `kubectl apply -k` takes it: without this project's own programs. */
import { deepEqual, equal, match } from "node:assert/strict";
import { podTemplates } from "./pod_template.ts";
import {
  type KubernetesObject,
  kustomizeVersion,
  readObjects,
  renderFolder,
} from "./render_overlay.ts";

const K8S = new URL("../../k8s/", import.meta.url);
const skips = await kustomizeVersion() === undefined;

/** Host or first part, further parts, a tag or a digest: what a container runtime takes for an image. */
const IMAGE =
  /^[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*(:[\w][\w.-]*)?(@sha256:[0-9a-f]{64})?$/;

/** Folders that are kustomizations by themselves. */
function folders(): string[] {
  return [...Deno.readDirSync(K8S)].filter(({ isDirectory, name }) => {
    if (!isDirectory) return false;
    const files = [...Deno.readDirSync(new URL(name, K8S))];
    return files.some((file) => file.name === "kustomization.yaml");
  }).map(({ name }) => name).sort();
}

/** Names of ConfigMaps that pods read, and must find. */
function* configMapsOf(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const isReference = key === "configMapRef" || key === "configMapKeyRef" || key === "configMap";
    if (isReference && typeof item?.name === "string" && item.optional !== true) yield item.name;
    else yield* configMapsOf(item);
  }
}

const objectsOf = async (name: string): Promise<KubernetesObject[]> =>
  readObjects(await renderFolder(name));

for (const name of folders()) {
  const title = `k8s/${name} can be applied by kubectl alone`;
  Deno.test({
    name: title + (skips ? " [skipped: kubectl is missing]" : ""),
    ignore: skips,
    fn: async () => {
      const objects = await objectsOf(name);
      const templates = podTemplates(objects);
      for (const { spec } of templates) {
        for (const { image } of [...spec.initContainers ?? [], ...spec.containers]) {
          match(image, IMAGE);
        }
      }
      const held = objects.filter(({ kind }) => kind === "ConfigMap")
        .map(({ metadata }) => metadata.name);
      const missing = [...configMapsOf(templates.map(({ spec }) => spec))]
        .filter((map) => !held.includes(map));
      deepEqual(missing, []);
    },
  });
}

Deno.test({
  name:
    "k8s/postgres holds no pod that deploy gives another image, so that applying it again is for nothing",
  ignore: skips,
  fn: async () => {
    const images = podTemplates(await objectsOf("postgres")).flatMap(({ spec }) =>
      [...spec.initContainers ?? [], ...spec.containers].map(({ image }) => image)
    );
    deepEqual(new Set(images), new Set(["postgres:15"]));
    equal(folders().includes("migrate"), true);
  },
});

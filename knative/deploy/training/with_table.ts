import { sha256Digest } from "@mlops/oci";
import { CHAMPION } from "@mlops/task";
import { ApplyError } from "../apply_error.ts";
import type { ClusterTable } from "./cluster_table.ts";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";

/** Folder of the table in the training's pod, which its image may read. */
const FOLDER = "/table";

/** What of a Job's or a Deployment's pods is looked at. */
interface Pods {
  readonly spec?: { readonly template?: { readonly spec?: PodSpec } };
}

interface PodSpec {
  readonly containers?: readonly Container[];
  readonly volumes?: readonly unknown[];
}

interface Container {
  readonly name: string;
  readonly env?: readonly { readonly name: string }[];
  readonly volumeMounts?: readonly unknown[];
}

/**
 * Puts a table in the place of the reference task's: the training reads it from a ConfigMap, both forms of
 * the prediction service follow its model, and the page is about it.
 *
 * @param objects The objects of the manifests.
 * @param table The table.
 * @returns The objects that are applied, the ConfigMap among them.
 * @throws {ApplyError} If the manifests hold no training, service settings or page.
 */
export function withTable(
  objects: readonly KubernetesObject[],
  table: ClusterTable,
): KubernetesObject[] {
  const training = find(objects, "Job", /^train$/);
  const settings = find(objects, "ConfigMap", /^predict-config/);
  const page = find(objects, "Deployment", /^ui$/);
  const config = settingsOf(settings, table);
  const map = tableMap(training, table);
  const changed = objects.map((object) => {
    if (object === training) return trainingOn(training, table, map.metadata.name);
    if (object === settings) return config;
    return object === page ? pageAbout(page, table) : object;
  });
  // Renamed wherever it is named: Knative makes a new Revision of new settings only so.
  const names = new Map([[settings.metadata.name, config.metadata.name]]);
  // The last one: on an empty cluster its namespace must be made first.
  return [...changed.map((object) => object === config ? object : renamed(object, names)), map];
}

/** Name of the ConfigMap: a table with other bytes is another one. */
export function tableMapName({ digest }: ClusterTable): string {
  return `training-table-${digest}`;
}

function find(objects: readonly KubernetesObject[], kind: string, name: RegExp): KubernetesObject {
  const found = objects.find((object) => object.kind === kind && name.test(object.metadata.name));
  if (found === undefined) {
    throw new ApplyError(
      `Cannot deploy a table as the manifests must hold a ${kind} ${name.source}: they do not`,
    );
  }
  return found;
}

function tableMap({ metadata }: KubernetesObject, table: ClusterTable): KubernetesObject {
  const { namespace, labels } = metadata;
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: tableMapName(table),
      ...namespace !== undefined && { namespace },
      ...labels !== undefined && { labels },
    },
    binaryData: { [table.fileName]: table.bytes.toBase64() },
  };
}

function settingsOf(settings: KubernetesObject, { task }: ClusterTable): KubernetesObject {
  const data = {
    ...settings["data"] as Record<string, string>,
    MODEL_URI: `models:/${task.model}@${CHAMPION}`,
  };
  const content = new TextEncoder().encode(JSON.stringify(data));
  const digest = sha256Digest(content).replace("sha256:", "").slice(0, 8);
  return {
    ...settings,
    metadata: { ...settings.metadata, name: `predict-config-${digest}` },
    data,
  };
}

function trainingOn(
  job: KubernetesObject,
  { task, fileName, trainArgs }: ClusterTable,
  mapName: string,
): KubernetesObject {
  const args = ["--table", `${FOLDER}/${fileName}`, "--target", task.target, ...trainArgs];
  return withPods(job, "train", (container) => ({
    ...container,
    args,
    volumeMounts: [
      ...container.volumeMounts ?? [],
      { name: "table", mountPath: FOLDER, readOnly: true },
    ],
  }), [{ name: "table", configMap: { name: mapName } }]);
}

function pageAbout(page: KubernetesObject, { task }: ClusterTable): KubernetesObject {
  return withPods(page, "ui", (container) => ({
    ...container,
    env: [
      ...(container.env ?? []).filter(({ name }) => name !== "MODEL_NAME"),
      { name: "MODEL_NAME", value: task.model },
    ],
  }), []);
}

function withPods(
  object: KubernetesObject,
  name: string,
  change: (container: Container) => unknown,
  volumes: readonly unknown[],
): KubernetesObject {
  const { spec } = object as Pods;
  const pod = spec?.template?.spec;
  if (!pod?.containers?.some((container) => container.name === name)) {
    const what = `${object.kind} ${object.metadata.name} must have a container "${name}"`;
    throw new ApplyError(`Cannot deploy a table as the manifests' ${what}: it has none`);
  }
  const changed = {
    ...pod,
    containers: pod.containers.map((container) =>
      container.name === name ? change(container) : container
    ),
    ...volumes.length > 0 && { volumes: [...pod.volumes ?? [], ...volumes] },
  };
  return { ...object, spec: { ...spec, template: { ...spec?.template, spec: changed } } };
}

function renamed<T>(value: T, names: ReadonlyMap<string, string>): T {
  if (typeof value === "string") return (names.get(value) ?? value) as T;
  if (Array.isArray(value)) return value.map((item) => renamed(item, names)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, renamed(item, names)]),
  ) as T;
}

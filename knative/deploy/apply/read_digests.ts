/**
 * Lets pods start anew when what they read has changed. Kubernetes replaces pods for a changed template
 * alone, so that each template carries a digest of the ConfigMaps and Secrets that it names.
 *
 * @module
 */
import { sha256Digest } from "@mlops/oci";
import type { AppliedObjects } from "./apply.ts";
import { keyOf, type KubernetesObject } from "../cluster/kubernetes_object.ts";

/**
 * Annotation of a pod template. One that manifests set themselves stays: Postgres reads its Secrets on an
 * empty volume only, and a changed password is no reason to stop it.
 */
export const READS = "mlops.workshop/reads";

/** Fields by which a pod names what it reads, with its kind. */
const REFERENCES: Readonly<Record<string, "ConfigMap" | "Secret">> = {
  configMapKeyRef: "ConfigMap",
  configMapRef: "ConfigMap",
  configMap: "ConfigMap",
  secretKeyRef: "Secret",
  secretRef: "Secret",
  secret: "Secret",
};

interface Template {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: unknown;
}

interface Spec {
  readonly template?: Template;
  readonly jobTemplate?: { readonly spec?: { readonly template?: Template } };
}

/**
 * Writes the digests.
 *
 * @param objects The objects of the manifests.
 * @param live Objects that the cluster has beside them: Secrets that were made by hand.
 * @returns The objects, each pod template with a digest of what it reads.
 */
export function withReadDigests(
  objects: readonly KubernetesObject[],
  live: readonly KubernetesObject[],
): KubernetesObject[] {
  const contents = new Map<string, Readonly<Record<string, string>>>();
  for (const object of [...live, ...objects]) {
    if (object.kind !== "ConfigMap" && object.kind !== "Secret") continue;
    contents.set(`${object.kind}/${object.metadata.name}`, valuesOf(object));
  }
  return objects.map((object) => withDigest(object, contents));
}

/** What has pods that go on with what they read at their start. */
const SERVING = ["Deployment.apps", "Service.serving.knative.dev"];

/**
 * Reads the digest that an object's pods carry.
 *
 * @param object A Deployment, a Job or a Knative Service.
 * @returns The digest; `undefined` if they carry none.
 */
export function readDigestOf(object: KubernetesObject): string | undefined {
  const { template } = (object["spec"] ?? {}) as Spec;
  return template?.metadata?.annotations?.[READS];
}

/**
 * Finds what reads something that an apply has just put right and is itself as it was: the digest is that of
 * the manifests, which never changed, but pods may have started with what was there meanwhile.
 *
 * @param objects The objects of the manifests.
 * @param applied What the apply changed, and what has new pods for it.
 * @returns Deployments and Knative Services.
 */
export function staleReaders(
  objects: readonly KubernetesObject[],
  { changed, restarted }: Pick<AppliedObjects, "changed" | "restarted">,
): KubernetesObject[] {
  const put = new Set(
    changed.filter(({ kind }) => kind === "Secret" || kind === "ConfigMap")
      .map(({ kind, metadata }) => `${kind}/${metadata.name}`),
  );
  const hasNewPods = new Set(restarted.map(keyOf));
  return objects.filter((object) => {
    const { template } = (object["spec"] ?? {}) as Spec;
    // One that sets the annotation itself does not start anew for what it reads.
    const isOwn = template?.metadata?.annotations?.[READS]?.match(/^[0-9a-f]{8}$/) === null;
    return SERVING.includes(`${object.kind}.${object.apiVersion.split("/")[0]}`) && !isOwn &&
      !hasNewPods.has(keyOf(object)) &&
      [...readsOf(template?.spec)].some((reading) =>
        put.has(reading.split("/").slice(0, 2).join("/"))
      );
  });
}

/**
 * Tells whether an object's pods, or a pod itself, read a Secret.
 *
 * @param name Name of the Secret.
 * @returns Whether they name it.
 */
export function readsSecret(object: KubernetesObject, name: string): boolean {
  return [...readsOf(object["spec"])].some((reading) => reading.startsWith(`Secret/${name}/`));
}

/** Reads the values of a Secret or a ConfigMap as the cluster gives them, in base64, wherever they come from. */
function valuesOf(object: KubernetesObject): Readonly<Record<string, string>> {
  const texts = (object["stringData"] ?? {}) as Record<string, string>;
  const encoder = new TextEncoder();
  return {
    ...(object["data"] ?? {}) as Record<string, string>,
    ...(object["binaryData"] ?? {}) as Record<string, string>,
    ...Object.fromEntries(
      Object.entries(texts).map(([key, text]) => [key, encoder.encode(text).toBase64()]),
    ),
  };
}

function withDigest(
  object: KubernetesObject,
  contents: ReadonlyMap<string, Readonly<Record<string, string>>>,
): KubernetesObject {
  const spec = object["spec"] as Spec | undefined;
  if (spec?.template !== undefined) {
    return { ...object, spec: { ...spec, template: annotated(spec.template, contents) } };
  }
  const job = spec?.jobTemplate?.spec;
  if (job?.template === undefined) return object;
  const jobTemplate = {
    ...spec?.jobTemplate,
    spec: { ...job, template: annotated(job.template, contents) },
  };
  return { ...object, spec: { ...spec, jobTemplate } };
}

function annotated(
  template: Template,
  contents: ReadonlyMap<string, Readonly<Record<string, string>>>,
): Template {
  const { metadata, spec } = template;
  const lines = [...new Set(readsOf(spec))].sort().flatMap((reading) => {
    const [kind, name, key] = reading.split("/");
    const values = contents.get(`${kind}/${name}`);
    return values === undefined ? [] : [[reading, key ? values[key] ?? "" : sorted(values)]];
  });
  if (lines.length === 0 || metadata?.annotations?.[READS] !== undefined) return template;
  const content = new TextEncoder().encode(JSON.stringify(lines));
  // As short as kustomize's: enough to see a change, too little to search a good password by.
  const digest = sha256Digest(content).replace("sha256:", "").slice(0, 8);
  return {
    ...template,
    metadata: { ...metadata, annotations: { ...metadata?.annotations, [READS]: digest } },
  };
}

function sorted(values: Readonly<Record<string, string>>): unknown {
  return Object.entries(values).sort(([a], [b]) => a < b ? -1 : 1);
}

/** What a pod reads, as `KIND/NAME/KEY`; without a key it reads all of it. */
function* readsOf(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [field, item] of Object.entries(value)) {
    const kind = REFERENCES[field];
    const name = item?.name ?? item?.secretName;
    if (kind !== undefined && typeof name === "string") yield `${kind}/${name}/${item.key ?? ""}`;
    else yield* readsOf(item);
  }
}

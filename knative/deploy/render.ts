/**
 * Writes what `deploy` would apply: rendered manifests with the digest of each image and the commit that
 * they come from, for a person to read, or for Flux or Argo CD to apply.
 *
 * @module
 */
import { stringify } from "yaml";
import { buildImages, type ImageNeeds } from "./images/build_images.ts";
import { deliverImages } from "./images/deliver_images.ts";
import type { ImageTarget } from "./images/image_target.ts";
import type { KubernetesObject } from "./cluster/kubernetes_object.ts";
import { imagesOf, resolveImages } from "./images/resolve_images.ts";
import { withTrainingPattern } from "./training/train_job.ts";

/** Annotation of every object: the commit that it comes from. */
export const COMMIT = "mlops.workshop/commit";

/** What a rendering needs. */
export interface RenderDeps extends ImageNeeds {
  readonly target: ImageTarget;
}

/** A file of the rendering. */
export interface RenderedFile {
  /** Its name in the folder. */
  readonly name: string;
  readonly text: string;
}

/** A Job cannot be changed: both tools replace it if they are told to. */
const REPLACED = {
  "kustomize.toolkit.fluxcd.io/force": "enabled",
  "argocd.argoproj.io/sync-options": "Force=true,Replace=true",
};

/**
 * Brings the images to their registry and renders the objects.
 *
 * @param options Objects of the overlay, and the commit, if it is known.
 * @param deps What it needs.
 * @returns A file for each object, and a kustomization that names them.
 * @throws {ApplyError} If an image cannot be built.
 * @throws {PublishError} If the registry refuses or cannot be reached.
 */
export async function render(
  { objects, commit }: { objects: readonly KubernetesObject[]; commit: string | undefined },
  deps: RenderDeps,
): Promise<RenderedFile[]> {
  const built = await buildImages(imagesOf(objects), deps);
  const { references } = await deliverImages(built, deps);
  const resolved = resolveImages(withTrainingPattern(objects), references);
  const files = resolved.map((object) => ({
    name: fileNameOf(object),
    text: stringify(annotated(object, commit), { lineWidth: 0 }),
  }));
  const kustomization = {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    resources: files.map(({ name }) => name),
  };
  return [...files, { name: "kustomization.yaml", text: stringify(kustomization) }];
}

function annotated(object: KubernetesObject, commit: string | undefined): KubernetesObject {
  const annotations = {
    ...object.metadata.annotations,
    ...commit !== undefined && { [COMMIT]: commit },
    ...object.kind === "Job" && REPLACED,
  };
  if (Object.keys(annotations).length === 0) return object;
  return { ...object, metadata: { ...object.metadata, annotations } };
}

function fileNameOf({ kind, metadata: { name } }: KubernetesObject): string {
  return `${kind.toLowerCase()}-${name}.yaml`;
}

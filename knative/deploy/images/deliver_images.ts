import type { Report } from "../report.ts";
import type { ImagesOfDeployment } from "./build_images.ts";
import type { ImageTarget } from "./image_target.ts";

/** Where images are. */
export interface DeliveredImages {
  /** Reference of each image, by the name that manifests have for it. */
  readonly references: ReadonlyMap<string, string>;
  /** Whether one of them was not there before. */
  readonly hasNew: boolean;
}

/**
 * Brings images to where nodes get them from.
 *
 * @param built The images.
 * @param options Where they go, and who is told.
 * @returns Where they are.
 * @throws {PublishError} If a registry refuses or cannot be reached.
 */
export async function deliverImages(
  { images, pinned }: ImagesOfDeployment,
  { target, report }: { target: ImageTarget; report: Report },
): Promise<DeliveredImages> {
  const references = new Map(pinned);
  let hasNew = false;
  for (const [name, image] of images) {
    const { reference, isNew } = await report.step(
      `image ${image.name}`,
      () => target.deliver(image),
      ({ isNew }) => isNew ? `sent to ${target.name}` : "is there already",
    );
    references.set(name, reference);
    hasNew ||= isNew;
  }
  return { references, hasNew };
}

/**
 * Tells where images would be, and sends none.
 *
 * @param built The images.
 * @param options Where they would go, and who is told.
 * @returns Reference of each image, by the name that manifests have for it.
 */
export function planImages(
  { images, pinned }: ImagesOfDeployment,
  { target, report }: { target: ImageTarget; report: Report },
): ReadonlyMap<string, string> {
  const references = new Map(pinned);
  for (const [name, image] of images) {
    const reference = target.plan(image);
    report.detail(reference);
    references.set(name, reference);
  }
  return references;
}

import {
  attachReferrer,
  type BlobProgress,
  content,
  formatSbom,
  ImagePublisher,
  type Registry,
  SBOM_MEDIA_TYPE,
} from "@mlops/oci";
import type { BuiltImage } from "./image_builder.ts";
import type { ImageTarget } from "./image_target.ts";
import { type Origin, signedProvenance } from "./provenance.ts";

/**
 * Sends images to a registry, with a bill of materials attached to each, and where it comes from.
 *
 * @param options Path within it, empty for none; where the images come from, if that is attested; and
 * who is told about each blob.
 * @returns The target; its names are by digest.
 */
export function registryTarget(
  registry: Registry,
  options: { path: string; origin?: Origin; onProgress: (progress: BlobProgress) => void },
): ImageTarget {
  const publisher = new ImagePublisher(registry, { onProgress: options.onProgress });
  const repositoryOf = ({ name }: BuiltImage) =>
    options.path === "" ? name : `${options.path}/${name}`;
  return {
    name: `registry ${registry.host}`,
    plan(built) {
      return `${registry.host}/${repositoryOf(built)}@${built.image.index.descriptor.digest}`;
    },
    async deliver(built) {
      const repository = repositoryOf(built);
      const { reference, isNew } = await publisher.publish(built.image, repository);
      const { descriptor } = built.image.index;
      const sbom = new TextEncoder().encode(formatSbom(built.name, built.components));
      const documents = [content(SBOM_MEDIA_TYPE, sbom)];
      if (options.origin !== undefined) {
        const image = { name: `${registry.host}/${repository}`, descriptor };
        documents.push(await signedProvenance(image, options.origin));
      }
      for (const document of documents) {
        await attachReferrer(registry, { repository, subject: descriptor, document });
      }
      return { reference, isNew };
    },
  };
}

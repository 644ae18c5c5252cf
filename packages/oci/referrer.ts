/**
 * Attaches documents to images, where tools such as `cosign` and `oras` look for them.
 *
 * @module
 */
import type { Digest } from "./digest.ts";
import {
  type Content,
  content,
  type Descriptor,
  type Index,
  jsonContent,
  type Manifest,
  MEDIA_TYPE,
} from "./manifest.ts";
import type { Registry } from "./registry.ts";

/**
 * Attaches a document to an image (OCI image-spec 1.1, "subject"). A registry that does not keep a
 * list of referrers is given one under the fallback tag `sha256-HEX` (distribution-spec 1.1).
 *
 * @param registry Registry that has the image.
 * @param attachment Repository and descriptor of the image, and the document.
 * @returns Address of the referrer, and whether it was new.
 * @throws {PublishError} If the registry refuses or cannot be reached.
 */
export async function attachReferrer(
  registry: Registry,
  attachment: { repository: string; subject: Descriptor; document: Content },
): Promise<{ digest: Digest; isNew: boolean }> {
  const { repository, document } = attachment;
  const empty = content(MEDIA_TYPE.empty, new TextEncoder().encode("{}"));
  const { mediaType, digest, size } = attachment.subject;
  const subject = { mediaType, digest, size };
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.manifest,
    artifactType: document.descriptor.mediaType,
    config: empty.descriptor,
    layers: [document.descriptor],
    subject,
  };
  const referrer = jsonContent(MEDIA_TYPE.manifest, manifest);
  if (await registry.hasManifest(repository, referrer.descriptor.digest)) {
    return { digest: referrer.descriptor.digest, isNew: false };
  }
  for (const { descriptor, bytes } of [empty, document]) {
    if (await registry.hasBlob(repository, descriptor.digest)) continue;
    await registry.uploadBlob(repository, { digest: descriptor.digest, bytes });
  }
  const { isReferrer } = await registry.putManifest(repository, referrer);
  if (!isReferrer) {
    await listUnderTag(registry, {
      repository,
      subject: digest,
      referrer: { ...referrer.descriptor, artifactType: document.descriptor.mediaType },
    });
  }
  return { digest: referrer.descriptor.digest, isNew: true };
}

async function listUnderTag(
  registry: Registry,
  { repository, subject, referrer }: { repository: string; subject: Digest; referrer: Descriptor },
): Promise<void> {
  const tag = subject.replace(":", "-");
  const stored = await registry.getManifest(repository, tag);
  const known: Index = stored === undefined
    ? { schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests: [] }
    : JSON.parse(new TextDecoder().decode(stored.bytes));
  if (known.manifests.some(({ digest }) => digest === referrer.digest)) return;
  const index = jsonContent(MEDIA_TYPE.index, {
    ...known,
    manifests: [...known.manifests, referrer],
  });
  await registry.putManifest(repository, { ...index, tag });
}

/**
 * Container images without a daemon: layers, manifests and archives made from bytes in memory, and
 * a client for registries. What ko does for Go.
 *
 * Not a builder of Dockerfiles: there is no `RUN`. `knative/deploy` is the caller.
 *
 * @module
 */
export { localImageName, ociArchive } from "./archive.ts";
export { type BaseImage, readBaseImages } from "./base_image.ts";
export {
  buildImage,
  buildIndex,
  type ImageBlob,
  type ImageIndex,
  type ImageParts,
  type PlatformImage,
} from "./build_image.ts";
export { type Challenge, parseChallenge } from "./challenge.ts";
export type { Credentials, FindCredentials } from "./credentials.ts";
export { type Digest, isDigest, sha256Digest, tagOfDigest } from "./digest.ts";
export { helperCredentials, type StoredCredentials, storedCredentials } from "./docker_config.ts";
export { gzip } from "./gzip.ts";
export {
  formatImageReference,
  type ImageReference,
  mirroredReference,
  parseImageReference,
  type Repository,
} from "./image_reference.ts";
export type { ImageSource } from "./image_source.ts";
export { fileLayer, type Layer } from "./layer.ts";
export { openLayout } from "./layout_source.ts";
export { type LockedPackage, lockedPackages } from "./lock_file.ts";
export {
  type Content,
  content,
  type Descriptor,
  type ImageConfig,
  type Index,
  jsonContent,
  type Manifest,
  MEDIA_TYPE,
} from "./manifest.ts";
export { type Platform, platformOf, PLATFORMS } from "./platform.ts";
export { type BlobProgress, ImagePublisher, type PublishedImage } from "./publisher.ts";
export { PublishError, type PublishFailure } from "./publish_error.ts";
export { attachReferrer } from "./referrer.ts";
export type { Registry, StoredManifest } from "./registry.ts";
export type { Fetch } from "./registry_auth.ts";
export { RegistryClient } from "./registry_client.ts";
export type { RegistryOptions } from "./registry_http.ts";
export { findImage, type ImagePlace } from "./registry_source.ts";
export { RetryingRegistry, type RetryOptions } from "./retrying_registry.ts";
export { type Component, formatSbom, lockComponents, SBOM_MEDIA_TYPE } from "./sbom.ts";
export { tar, type TarFile } from "./tar.ts";
export { pickWheel, type PinnedWheel, unpackWheel, type Wheel } from "./wheel.ts";

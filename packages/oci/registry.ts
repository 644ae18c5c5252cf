import type { Digest } from "./digest.ts";
import type { Content, Descriptor } from "./manifest.ts";

/** A manifest or index as a registry has it. */
export interface StoredManifest {
  /** The document's bytes. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What the document is. */
  readonly mediaType: string;
  /** Its address. */
  readonly digest: Digest;
}

/**
 * What is asked of a registry (OCI distribution-spec 1.1). Every method fails with a
 * {@linkcode PublishError}; `repository` is a path within the registry.
 */
export interface Registry {
  /** Its host, with its port if it has one. */
  readonly host: string;
  /**
   * Reads a manifest.
   *
   * @param repository Where it is.
   * @param reference Its tag or digest.
   * @returns It, or `undefined` if the registry has none of that name or does not show it.
   */
  getManifest(repository: string, reference: string): Promise<StoredManifest | undefined>;
  /**
   * Asks whether a manifest exists.
   *
   * @param repository Where it is.
   * @param reference Its tag or digest.
   */
  hasManifest(repository: string, reference: string): Promise<boolean>;
  /**
   * Stores a manifest.
   *
   * @param repository Where it goes.
   * @param manifest The document, and its tag; by its digest if not given.
   * @returns Whether the registry lists it as a referrer of its subject.
   */
  putManifest(
    repository: string,
    manifest: Content & { readonly tag?: string },
  ): Promise<{ isReferrer: boolean }>;
  /**
   * Reads a blob and verifies it.
   *
   * @param repository Where it is.
   * @param descriptor Points at it.
   */
  getBlob(repository: string, descriptor: Descriptor): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Asks whether a blob exists.
   *
   * @param repository Where it is.
   * @param digest Its address.
   */
  hasBlob(repository: string, digest: Digest): Promise<boolean>;
  /**
   * Makes a blob of another repository appear in this one without sending it.
   *
   * @param repository Where it shall be.
   * @param blob Its address, and the repository that has it.
   * @returns Whether the registry did so; if not, the blob must be uploaded.
   */
  mountBlob(repository: string, blob: { digest: Digest; from: string }): Promise<boolean>;
  /**
   * Uploads a blob in one piece.
   *
   * @param repository Where it goes.
   * @param blob Its address and its bytes.
   */
  uploadBlob(
    repository: string,
    blob: { digest: Digest; bytes: Uint8Array<ArrayBuffer> },
  ): Promise<void>;
}

/**
 * Speaks to a registry over HTTP (OCI distribution-spec 1.1).
 *
 * @module
 */
import { type Digest, isDigest, sha256Digest } from "./digest.ts";
import { type Content, type Descriptor, MANIFEST_MEDIA_TYPES } from "./manifest.ts";
import type { Registry, StoredManifest } from "./registry.ts";
import { type Question, RegistryHttp, type RegistryOptions } from "./registry_http.ts";

/** A registry over HTTP; HTTPS except on the loopback addresses, as Docker does. */
export class RegistryClient implements Registry {
  readonly #http: RegistryHttp;

  /**
   * Prepares for one registry; nothing is asked yet.
   *
   * @param host Its host, with its port if it has one.
   * @param options How it is reached.
   */
  constructor(host: string, options: RegistryOptions = {}) {
    this.#http = new RegistryHttp(host, options);
  }

  /** Its host, with its port if it has one. */
  get host(): string {
    return this.#http.host;
  }

  /** See {@linkcode Registry.getManifest}. */
  async getManifest(repository: string, reference: string): Promise<StoredManifest | undefined> {
    const response = await this.#http.ask({
      ...this.#read(repository, `manifests/${reference}`),
      step: "read manifest",
      image: named(repository, reference),
      accepted: [200, 401, 403, 404],
      init: { headers: { accept: MANIFEST_MEDIA_TYPES.join(", ") } },
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      return undefined;
    }
    const bytes = new Uint8Array(await response.arrayBuffer());
    const digest = sha256Digest(bytes);
    if (isDigest(reference) && digest !== reference) {
      const image = named(repository, reference);
      throw this.#http.failure({ step: "read manifest", image }, `it sent ${digest}`);
    }
    const contentType = response.headers.get("content-type")?.split(";")[0]?.trim() ?? "";
    return { bytes, digest, mediaType: contentType };
  }

  /** See {@linkcode Registry.hasManifest}. */
  hasManifest(repository: string, reference: string): Promise<boolean> {
    return this.#exists({
      ...this.#write(repository, `manifests/${reference}`),
      step: "look for manifest",
      image: named(repository, reference),
      accepted: [200, 404],
      init: { method: "HEAD", headers: { accept: MANIFEST_MEDIA_TYPES.join(", ") } },
    });
  }

  /** See {@linkcode Registry.putManifest}. */
  async putManifest(
    repository: string,
    { descriptor, bytes, tag }: Content & { readonly tag?: string },
  ): Promise<{ isReferrer: boolean }> {
    const reference = tag ?? descriptor.digest;
    const response = await this.#http.ask({
      ...this.#write(repository, `manifests/${reference}`),
      step: "store manifest",
      image: named(repository, reference),
      accepted: [201, 202],
      init: { method: "PUT", body: bytes, headers: { "content-type": descriptor.mediaType } },
    });
    await response.body?.cancel();
    return { isReferrer: response.headers.has("oci-subject") };
  }

  /** See {@linkcode Registry.getBlob}. */
  async getBlob(repository: string, descriptor: Descriptor): Promise<Uint8Array<ArrayBuffer>> {
    const { digest, size } = descriptor;
    const step = `read blob ${digest}`;
    const response = await this.#http.ask({
      ...this.#read(repository, `blobs/${digest}`),
      step,
      image: repository,
      accepted: [200],
      isTransfer: true,
    });
    const bytes = new Uint8Array(
      await response.arrayBuffer().catch((error) => {
        throw this.#http.failure({ step, image: repository }, "the connection ended", {
          cause: error,
        });
      }),
    );
    const received = sha256Digest(bytes);
    if (received !== digest) {
      const reason = `it sent ${bytes.length} bytes of ${size}, with ${received}`;
      throw this.#http.failure({ step, image: repository }, reason);
    }
    return bytes;
  }

  /** See {@linkcode Registry.hasBlob}. */
  hasBlob(repository: string, digest: Digest): Promise<boolean> {
    return this.#exists({
      ...this.#write(repository, `blobs/${digest}`),
      step: `look for blob ${digest}`,
      image: repository,
      accepted: [200, 404],
      init: { method: "HEAD" },
    });
  }

  /** See {@linkcode Registry.mountBlob}. */
  async mountBlob(
    repository: string,
    { digest, from }: { digest: Digest; from: string },
  ): Promise<boolean> {
    const write = this.#write(repository, "blobs/uploads/");
    write.url.searchParams.set("mount", digest);
    write.url.searchParams.set("from", from);
    const response = await this.#http.ask({
      ...write,
      scopes: [...write.scopes, `repository:${from}:pull`],
      step: `mount blob ${digest}`,
      image: repository,
      // 202 starts an upload that is left to expire; a refusal only means that mounting is not for us.
      accepted: [201, 202, 401, 403, 404, 405],
      init: { method: "POST" },
    });
    await response.body?.cancel();
    return response.status === 201;
  }

  /** See {@linkcode Registry.uploadBlob}. */
  async uploadBlob(
    repository: string,
    { digest, bytes }: { digest: Digest; bytes: Uint8Array<ArrayBuffer> },
  ): Promise<void> {
    const step = `upload blob ${digest}`;
    const write = this.#write(repository, "blobs/uploads/");
    const started = await this.#http.ask({
      ...write,
      step,
      image: repository,
      accepted: [202],
      init: { method: "POST" },
    });
    await started.body?.cancel();
    const location = URL.parse(started.headers.get("location") ?? "", write.url);
    if (location === null) {
      throw this.#http.failure({ step, image: repository }, "it named no place to upload to");
    }
    location.searchParams.set("digest", digest);
    const finished = await this.#http.ask({
      ...write,
      url: location,
      step,
      image: repository,
      accepted: [201, 204],
      isTransfer: true,
      init: {
        method: "PUT",
        body: bytes,
        headers: { "content-type": "application/octet-stream" },
      },
    });
    await finished.body?.cancel();
  }

  #read(repository: string, path: string): { url: URL; scopes: string[] } {
    return this.#place(repository, { path, scopes: [`repository:${repository}:pull`] });
  }

  #write(repository: string, path: string): { url: URL; scopes: string[] } {
    return this.#place(repository, { path, scopes: [`repository:${repository}:pull,push`] });
  }

  #place(
    repository: string,
    { path, scopes }: { path: string; scopes: string[] },
  ): { url: URL; scopes: string[] } {
    return { url: new URL(`/v2/${repository}/${path}`, this.#http.base), scopes };
  }

  async #exists(question: Question): Promise<boolean> {
    const response = await this.#http.ask(question);
    await response.body?.cancel();
    return response.status === 200;
  }
}

function named(repository: string, reference: string): string {
  return `${repository}${isDigest(reference) ? "@" : ":"}${reference}`;
}

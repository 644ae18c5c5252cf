import { exists } from "@std/fs";
import {
  type FindCredentials,
  findImage,
  type ImageSource,
  mirroredReference,
  openLayout,
  parseImageReference,
  type Registry,
  RegistryClient,
  RetryingRegistry,
} from "@mlops/oci";

/** Where images are looked for besides their own registry. */
export interface ImageLookup {
  /** Knows credentials. */
  readonly findCredentials: FindCredentials;
  /** Registries with copies below the name of their host, asked before the image's own. */
  readonly mirrors: readonly string[];
  /** Folder with OCI layouts by repository, `denoland/deno`; asked before any registry. */
  readonly layouts: string | undefined;
}

/** The registries that a deployment speaks to, one client for each. */
export class Registries {
  readonly #lookup: ImageLookup;
  readonly #clients = new Map<string, Registry>();

  /**
   * Prepares; nothing is asked yet.
   *
   * @param lookup Where images are looked for.
   */
  constructor(lookup: ImageLookup) {
    this.#lookup = lookup;
  }

  /**
   * Gives the client of a registry.
   *
   * @param host Its host, with its port if it has one.
   * @returns The same for the same host, so that it logs in once.
   */
  client(host: string): Registry {
    const { findCredentials } = this.#lookup;
    const client = this.#clients.get(host) ??
      new RetryingRegistry(new RegistryClient(host, { findCredentials }));
    this.#clients.set(host, client);
    return client;
  }

  /**
   * Finds an image: in the folder of layouts, on a mirror, or where its name says.
   *
   * @returns The image, ready to be read.
   * @throws {PublishError} If it is nowhere.
   */
  async find(name: string): Promise<ImageSource> {
    const { mirrors, layouts } = this.#lookup;
    const reference = parseImageReference(name);
    const layout = layouts === undefined ? undefined : `${layouts}/${reference.repository}`;
    if (layout !== undefined && await exists(`${layout}/index.json`)) {
      return await openLayout(name, { readFile: (path) => Deno.readFile(`${layout}/${path}`) });
    }
    const places = [...mirrors.map((mirror) => mirroredReference(reference, mirror)), reference];
    return await findImage(
      name,
      places.map((place) => ({ reference: place, registry: this.client(place.registry) })),
    );
  }

  /**
   * Pins an image that is used as it is.
   *
   * @param name Its name, `postgres:15`.
   * @returns The name with the digest that it has now, `docker.io/library/postgres@sha256:…`.
   * @throws {PublishError} If it is nowhere.
   */
  async pin(name: string): Promise<string> {
    const { registry, repository, digest } = parseImageReference(name);
    const found = digest ?? (await (await this.find(name)).manifest()).digest;
    return `${registry}/${repository}@${found}`;
  }
}

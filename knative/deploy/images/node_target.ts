import { localImageName, ociArchive, type PlatformImage } from "@mlops/oci";
import { ApplyError } from "../apply_error.ts";
import type { RunCommand } from "../command.ts";
import type { BuiltImage } from "./image_builder.ts";
import type { ImageTarget } from "./image_target.ts";

/** A tool that puts an archive of an image on a cluster's nodes. */
export interface ImageLoader {
  /** Name for messages. */
  readonly name: string;
  /**
   * Gives the command.
   *
   * @param archive Path of the archive.
   */
  command(archive: string): [program: string, ...args: string[]];
}

/**
 * Loads images with kind.
 *
 * @param cluster Name of the cluster.
 * @returns The loader.
 */
export function kindLoader(cluster: string): ImageLoader {
  return {
    name: `kind cluster ${cluster}`,
    command: (archive) => ["kind", "load", "image-archive", archive, `--name=${cluster}`],
  };
}

/**
 * Loads images with minikube.
 *
 * @param profile Name of the profile.
 * @returns The loader.
 */
export function minikubeLoader(profile: string): ImageLoader {
  return {
    name: `minikube profile ${profile}`,
    command: (archive) => ["minikube", `--profile=${profile}`, "image", "load", archive],
  };
}

/** What the nodes of a cluster are and have. */
export interface Nodes {
  /** Their platform, `linux/amd64`. */
  readonly platform: string;
  /** Names of images that they have. */
  readonly images: ReadonlySet<string>;
}

/**
 * Puts images on the nodes themselves, for clusters without a registry.
 *
 * @param loader The tool that does.
 * @param options Runs it; the nodes; and writes an archive to a file, which it gives to a function.
 * @returns The target; its names are `dev.local/NAME:TAG` with a tag made from the digest.
 */
export function nodeTarget(
  loader: ImageLoader,
  options: {
    run: RunCommand;
    nodes: Nodes;
    withArchive: (
      pieces: AsyncIterable<Uint8Array<ArrayBuffer>>,
      use: (path: string) => Promise<void>,
    ) => Promise<void>;
  },
): ImageTarget {
  const { nodes } = options;
  const pick = ({ name, image }: BuiltImage): PlatformImage => {
    const found = image.images.find(({ platform }) => platform === nodes.platform);
    if (found !== undefined) return found;
    throw new ApplyError(
      `Cannot load image "${name}" as it must be for ${nodes.platform}, like the nodes: it is for ` +
        image.images.map(({ platform }) => platform).join(", "),
    );
  };
  return {
    name: loader.name,
    plan: (built) => localImageName(built.name, pick(built)),
    async deliver(built) {
      const image = pick(built);
      const reference = localImageName(built.name, image);
      if (nodes.images.has(reference)) return { reference, isNew: false };
      await options.withArchive(ociArchive(image, reference), async (path) => {
        const [program, ...args] = loader.command(path);
        const result = await options.run(program, args);
        if (result?.code === 0) return;
        const said = result === undefined ? "it is not installed" : result.stderr.trim();
        throw new ApplyError(
          `Cannot load image "${built.name}" as ${program} must take it: ${said}`,
        );
      });
      return { reference, isNew: true };
    },
  };
}

import type { ImageSource } from "@mlops/oci";
import { buildFunctionImage } from "./function_image.ts";
import type { BuiltImage } from "./image_builder.ts";
import { buildMlflowImage, type FetchWheel } from "./mlflow_image.ts";
import type { Project } from "./project.ts";
import type { Report } from "./report.ts";

/** What images are made from. */
export interface ImageNeeds {
  readonly project: Project;
  readonly report: Report;
  /** Finds a base image. */
  readonly findBase: (name: string) => Promise<ImageSource>;
  /** Gives the digest reference of an image that is used as it is. */
  readonly pin: (name: string) => Promise<string>;
  /** Gets a Python wheel. */
  readonly fetchWheel: FetchWheel;
}

/** Images of a deployment, by the name that manifests have for them. */
export interface ImagesOfDeployment {
  /** Those made here. */
  readonly images: ReadonlyMap<string, BuiltImage>;
  /** Digest references of those used as they are. */
  readonly pinned: ReadonlyMap<string, string>;
}

/** Names that stand for images made here: what follows is a folder, or MLflow. */
const SCHEME = "deno://";

/**
 * Builds the images that manifests name by `deno://`, and pins all others.
 *
 * @param names Names in the manifests.
 * @param needs What they are made from.
 * @returns The images.
 * @throws {ApplyError} If a build fails.
 * @throws {PublishError} If a base cannot be read.
 */
export async function buildImages(
  names: readonly string[],
  needs: ImageNeeds,
): Promise<ImagesOfDeployment> {
  const images = new Map<string, BuiltImage>();
  const pinned = new Map<string, string>();
  for (const name of names) {
    if (!name.startsWith(SCHEME)) {
      pinned.set(name, await needs.pin(name));
      continue;
    }
    const folder = name.slice(SCHEME.length);
    const build = folder === "mlflow"
      ? () => buildMlflowImage(needs)
      : () => buildFunctionImage(folder, needs);
    images.set(name, await needs.report.step(`build ${folder}`, build));
  }
  return { images, pinned };
}

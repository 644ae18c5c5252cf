import type { ImageSource } from "@mlops/oci";
import { buildFunctionImage } from "./function_image.ts";
import type { BuiltImage } from "./image_builder.ts";
import { buildMlflowImage, type FetchWheel } from "./mlflow_image.ts";
import type { Project } from "../project.ts";
import type { Report } from "../report.ts";

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

/**
 * Names of images made here: between host and tag is a folder, or MLflow. They are names that any kubectl
 * takes, of a host that no registry has, so that an image which is not on a node is nobody else's.
 */
const MADE_HERE = /^dev\.local\/(?<folder>[^:@]+):v1$/;

/**
 * Builds the images that manifests name by `dev.local/FOLDER:v1`, and pins all others.
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
    const folder = MADE_HERE.exec(name)?.groups?.["folder"];
    if (folder === undefined) {
      pinned.set(name, await needs.pin(name));
      continue;
    }
    const build = folder === "mlflow" || folder === "mlflow-s3"
      ? () => buildMlflowImage({ ...needs, isForS3: folder === "mlflow-s3" })
      : () => buildFunctionImage(folder, needs);
    images.set(name, await needs.report.step(`build ${folder}`, build));
  }
  return { images, pinned };
}

/**
 * Makes the image of a folder with a program for Deno: a function, or the page.
 *
 * @module
 */
import { basename } from "@std/path";
import {
  buildImage,
  buildIndex,
  fileLayer,
  type ImageSource,
  lockComponents,
  lockedPackages,
  PLATFORMS,
  readBaseImages,
} from "@mlops/oci";
import { ApplyError } from "../apply_error.ts";
import type { BuiltImage } from "./image_builder.ts";
import { type ImageDescription, parseImageDescription } from "./image_description.ts";
import type { Project } from "../project.ts";

/** Image that all of them are built on; the version of Deno that the project is tested with. */
const DENO_IMAGE = "denoland/deno:2.9.6";

/** `deno` in that image. */
const USER = "1993:1993";

/**
 * Builds the folder by its own task and makes its image.
 *
 * @param folder Folder with an `image.json`, `functions/predict`.
 * @param options The repository, and what finds the base.
 * @returns The image; the same for the same files.
 * @throws {ApplyError} If the folder's task fails or its `image.json` is wrong.
 */
export async function buildFunctionImage(
  folder: string,
  { project, findBase }: { project: Project; findBase: (name: string) => Promise<ImageSource> },
): Promise<BuiltImage> {
  const path = `${folder}/image.json`;
  const description = parseImageDescription(await project.readText(path), path);
  await project.runTask(description.task);
  const found = await Promise.all(
    description.files.map((file) => project.readFiles(`${folder}/${file}`)),
  );
  const files = found.flat();
  const program = `${folder}/${description.main}`;
  if (!files.some((file) => file.path === program)) {
    throw new ApplyError(
      `Cannot build image as "deno task ${description.task}" must make "${program}": it did not`,
    );
  }
  const layer = fileLayer(
    files.map((file) => ({ ...file, path: `app/${file.path.slice(folder.length + 1)}` })),
    { createdBy: `deno task ${description.task}` },
  );
  const bases = await readBaseImages(await findBase(DENO_IMAGE), PLATFORMS);
  const images = bases.map((base) =>
    buildImage(base, {
      layers: [layer],
      entrypoint: entrypointOf(description),
      user: USER,
      workingDirectory: "/app",
      labels: { "org.opencontainers.image.title": description.title },
    })
  );
  const packages = await Promise.all(
    description.sources.map((source) => project.packagesOf(`${folder}/${source}`)),
  );
  const locked = lockedPackages(await project.readText("deno.lock"), {
    roots: [...new Set(packages.flat())],
  });
  return {
    name: basename(folder),
    image: buildIndex(images),
    components: lockComponents(locked),
  };
}

/**
 * Says what an image starts.
 *
 * @param description What the image is.
 * @returns The program and its arguments.
 */
export function entrypointOf({ v8Flags, permissions, main }: ImageDescription): string[] {
  return [
    "deno",
    "run",
    // A bundle needs no configuration, no lock file and nothing from a registry.
    "--no-config",
    "--cached-only",
    "--no-prompt",
    ...v8Flags.length === 0 ? [] : [`--v8-flags=${v8Flags.join(",")}`],
    ...permissions,
    `/app/${main}`,
  ];
}

import type { LabDeps } from "../engine/deps.ts";

/**
 * Makes an image without Docker, brings it where the cluster finds it, and prints its reference.
 *
 * @param name `mlflow`, a folder with an `image.json`, or the number of an exercise whose folder has one.
 * @returns Exit code.
 * @throws {Error} If it cannot be made.
 */
export async function image({ resolveImages, print }: LabDeps, name = "mlflow"): Promise<number> {
  const scheme = /^\d+$/.test(name) ? "learner" : "deno";
  print(await resolveImages(`${scheme}://${name}`));
  return 0;
}

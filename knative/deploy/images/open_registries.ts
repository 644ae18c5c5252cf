import { resolve } from "node:path";
import { ApplyError } from "../apply_error.ts";
import type { RunCommand } from "../command.ts";
import type { Options } from "../options.ts";
import { chooseMirrors, type TargetChoice } from "./choose_target.ts";
import { dockerCredentials, readDockerConfig } from "./docker_credentials.ts";
import { Registries } from "./registries.ts";

/**
 * Opens the registries that a command line speaks of, with the caller's credentials.
 *
 * @param options The command line.
 * @param choice Where images go.
 * @param where Runs credential helpers; the caller's folder, which a relative path begins in.
 * @returns The registries; none is asked yet.
 * @throws {ApplyError} If the folder of base images is not there: they would be pulled without a word.
 */
export async function openRegistries(
  options: Pick<Options, "mirror" | "layouts">,
  choice: TargetChoice,
  { run, callerFolder }: { run: RunCommand; callerFolder: string },
): Promise<Registries> {
  const { layouts } = options;
  const folder = layouts === undefined ? undefined : resolve(callerFolder, layouts);
  if (folder !== undefined && !await isFolder(folder)) {
    throw new ApplyError(
      `Cannot read base images as --layouts must be a folder: ${folder} is none`,
    );
  }
  return new Registries({
    findCredentials: dockerCredentials({ readConfig: readDockerConfig, run }),
    mirrors: chooseMirrors(options, choice),
    layouts: folder,
  });
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * Wires a rendering as the command line wants it.
 *
 * @module
 */
import { parsePrivateKey } from "@mlops/signing";
import { resolve } from "node:path";
import { ApplyError } from "./apply_error.ts";
import { chooseMirrors, chooseTarget } from "./choose_target.ts";
import { dockerCredentials, readDockerConfig } from "./docker_credentials.ts";
import type { Options } from "./options.ts";
import type { Origin } from "./provenance.ts";
import { Registries } from "./registries.ts";
import { registryTarget } from "./registry_target.ts";
import { render } from "./render.ts";
import type { DeployParts } from "./run_deploy.ts";
import { fetchWheel } from "./wheel_source.ts";

/**
 * Renders as the command line says, and writes the files.
 *
 * @param options The command line.
 * @param parts The real parts.
 * @returns Exit code.
 * @throws {ApplyError} If the folder holds what is not a rendering, or something cannot be built.
 * @throws {PublishError} If a registry refuses or cannot be reached.
 */
export async function runRender(
  options: Options,
  parts: Pick<
    DeployParts,
    "run" | "project" | "objects" | "report" | "print" | "root" | "callerFolder"
  >,
): Promise<number> {
  const choice = chooseTarget(options, "");
  const { out, commit } = options;
  if (choice.kind !== "registry" || out === undefined) {
    throw new ApplyError(
      "Cannot render as images need a registry and files a folder: give --registry and --out",
    );
  }
  const registries = new Registries({
    findCredentials: dockerCredentials({ readConfig: readDockerConfig, run: parts.run }),
    mirrors: chooseMirrors(options, choice),
    layouts: options.layouts,
  });
  const origin = await originOf(options, parts.callerFolder);
  const files = await render({ objects: parts.objects, commit }, {
    project: parts.project,
    report: parts.report,
    findBase: (name) => registries.find(name),
    pin: (name) => registries.pin(name),
    fetchWheel: (wheel) =>
      fetchWheel(wheel, { run: parts.run, folder: `${parts.root}.stack/wheels` }),
    target: registryTarget(registries.client(choice.host), {
      path: choice.path,
      ...origin !== undefined && { origin },
      onProgress: () => {},
    }),
  });
  const folder = resolve(parts.callerFolder, out);
  await clear(folder);
  for (const { name, text } of files) await Deno.writeTextFile(`${folder}/${name}`, text);
  parts.print(
    `${files.length} files in ${folder}: kubectl apply --server-side --kustomize ${folder}`,
  );
  return 0;
}

async function originOf(
  { imageKey, commit, source }: Options,
  folder: string,
): Promise<Origin | undefined> {
  if (imageKey === undefined) return undefined;
  if (commit === undefined || source === undefined) {
    throw new ApplyError(
      "Cannot attest where images come from as --image-key needs --commit and --source",
    );
  }
  const key = await parsePrivateKey(await Deno.readTextFile(resolve(folder, imageKey)));
  return { commit, repository: source, key };
}

/** What an older rendering had and this one has not must not stay; a stranger's files must. */
async function clear(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name)
    .filter((name) => !name.startsWith("."));
  if (names.length > 0 && !names.includes("kustomization.yaml")) {
    throw new ApplyError(
      `Cannot render into ${folder} as it must be empty or hold a rendering: it holds ${names[0]}`,
    );
  }
  for (const name of names) if (name.endsWith(".yaml")) await Deno.remove(`${folder}/${name}`);
}

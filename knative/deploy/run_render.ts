/**
 * Wires a rendering as the command line wants it.
 *
 * @module
 */
import { parsePrivateKey } from "@mlops/signing";
import { resolve } from "node:path";
import { ApplyError } from "./apply_error.ts";
import { readCallersFile } from "./callers_file.ts";
import { chooseTarget } from "./images/choose_target.ts";
import { openRegistries } from "./images/open_registries.ts";
import type { Options } from "./options.ts";
import type { Origin } from "./images/provenance.ts";
import { registryTarget } from "./images/registry_target.ts";
import { render } from "./render.ts";
import type { DeployParts } from "./run_deploy.ts";
import { fetchWheel } from "./images/wheel_source.ts";

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
  const registries = await openRegistries(options, choice, parts);
  const folder = resolve(parts.callerFolder, out);
  const before = await earlierFiles(folder);
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
  for (const name of before) await Deno.remove(`${folder}/${name}`);
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
  const cannot = (why: string, cause?: unknown) =>
    new ApplyError(`Cannot attest where images come from as ${why}`, { cause });
  if (commit === undefined || source === undefined) {
    throw cannot("--image-key needs --commit and --source");
  }
  const { path, bytes } = await readCallersFile(
    imageKey,
    folder,
    (why, cause) => cannot(`the key "${imageKey}" must be readable: ${why}`, cause),
  );
  const key = await parsePrivateKey(new TextDecoder().decode(bytes)).catch((error: unknown) => {
    if (!(error instanceof SyntaxError)) throw error;
    throw cannot(`${path} ${error.message}`, error);
  });
  return { commit, repository: source, key };
}

/**
 * Lists what an earlier rendering left, which must not stay where this one has it no more; a stranger's files
 * must. Asked before images are built, which takes minutes.
 */
async function earlierFiles(folder: string): Promise<string[]> {
  let names: string[];
  try {
    await Deno.mkdir(folder, { recursive: true });
    names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name)
      .filter((name) => !name.startsWith("."));
  } catch (error) {
    const why = error instanceof Error ? error.message : `${error}`;
    throw new ApplyError(
      `Cannot render into ${folder} as it must be a folder, or one that can be made: ${why}`,
      { cause: error },
    );
  }
  if (names.length > 0 && !names.includes("kustomization.yaml")) {
    throw new ApplyError(
      `Cannot render into ${folder} as it must be empty or hold a rendering: it holds ${names[0]}`,
    );
  }
  return names.filter((name) => name.endsWith(".yaml"));
}

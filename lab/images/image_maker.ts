/**
 * Images for exercises, made without Docker by what `deno task deploy` makes them with: `deno://FOLDER` is
 * built from a folder of the repository, `deno://mlflow` is MLflow with its database driver, `lab://N` is the
 * program of exercise N's solution by the `image.json` in its `program/`, and `learner://N` the learner's own.
 *
 * @module
 */
import { ApplyError } from "../../knative/deploy/apply_error.ts";
import { chooseTarget, type TargetChoice } from "../../knative/deploy/images/choose_target.ts";
import type { RunCommand } from "../../knative/deploy/command.ts";
import { openProject } from "../../knative/deploy/deno_project.ts";
import { buildFunctionImage } from "../../knative/deploy/images/function_image.ts";
import type { BuiltImage } from "../../knative/deploy/images/image_builder.ts";
import { withArchiveFile } from "../../knative/deploy/images/archive_file.ts";
import type { ImageTarget } from "../../knative/deploy/images/image_target.ts";
import type { Kubectl } from "../../knative/deploy/cluster/kubectl.ts";
import { buildMlflowImage } from "../../knative/deploy/images/mlflow_image.ts";
import { kindLoader, minikubeLoader, nodeTarget } from "../../knative/deploy/images/node_target.ts";
import { nodesOf } from "../../knative/deploy/images/nodes_of.ts";
import { type Options, parseOptions, UsageError } from "../../knative/deploy/options.ts";
import type { Project } from "../../knative/deploy/project.ts";
import { openRegistries } from "../../knative/deploy/images/open_registries.ts";
import type { Registries } from "../../knative/deploy/images/registries.ts";
import { registryTarget } from "../../knative/deploy/images/registry_target.ts";
import { fetchWheel } from "../../knative/deploy/images/wheel_source.ts";

/** What images are made with. */
export interface ImageMakerParts {
  readonly run: RunCommand;
  readonly kubectl: Kubectl;
  /** Program and first arguments of kubectl. */
  readonly program: readonly [string, ...string[]];
  /** Folder of the repository, with a final slash. */
  readonly root: string;
  /** Folder of the learner's files, below the repository, without a final slash. */
  readonly work: string;
  /** Reads the complete files of an exercise. */
  readonly solutionOf: (number: number) => Promise<ReadonlyMap<string, string>>;
  /** Where images go, as `deno task deploy` takes it. */
  readonly options: readonly string[];
  /** Told what is made, as that takes a while. */
  readonly onImage: (name: string) => void;
  /** Makes the error for a context that does not tell where images go. */
  readonly onUnknownTarget: (why: string) => Error;
}

const NAMES = /\b(?:deno:\/\/[\w/-]+|(?:lab|learner):\/\/\d+)/g;

/**
 * Makes the images that texts name.
 *
 * @returns What puts their references into a text; an image that was made before is not made again.
 */
export function imageMaker(parts: ImageMakerParts): (text: string) => Promise<string> {
  const made = new Map<string, Promise<string>>();
  return async (text) => {
    for (const [name] of text.matchAll(NAMES)) {
      if (!made.has(name)) {
        parts.onImage(name);
        made.set(name, makeImage(name, parts));
      }
      text = text.replaceAll(name, await made.get(name)!);
    }
    return text;
  };
}

async function makeImage(name: string, parts: ImageMakerParts): Promise<string> {
  const { run, kubectl, root } = parts;
  const options = parseOptions(["deploy", ...parts.options]);
  const context = (await kubectl.call(["config", "current-context"])).stdout.trim();
  const choice = targetOf(options, context, parts);
  const registries = await openRegistries(options, choice, { run, callerFolder: root });
  const findBase = (base: string) => registries.find(base);
  const project = openProject(root, { run, kubectl: parts.program });
  const [, scheme, number] = /^(lab|learner):\/\/(\d+)$/.exec(name) ?? [];
  const folder = name.slice("deno://".length);
  const built: BuiltImage = number !== undefined
    ? await programImage(
      scheme === "lab" ? await solutionFolder(number, parts) : `${parts.work}/${number}/program`,
      { number, root, run, project, findBase },
    )
    : folder === "mlflow"
    ? await buildMlflowImage({
      findBase,
      fetchWheel: (wheel) => fetchWheel(wheel, { run, folder: `${root}.stack/wheels` }),
    })
    : await buildFunctionImage(folder, { project, findBase });
  const target: ImageTarget = choice.kind === "registry"
    ? registryTarget(registries.client(choice.host), { path: choice.path, onProgress: () => {} })
    : nodeTarget(choice.kind === "kind" ? kindLoader(choice.name) : minikubeLoader(choice.name), {
      run,
      nodes: nodesOf(await kubectl.objects("look at the nodes", ["nodes"])),
      withArchive: (pieces, use) => withArchiveFile(`${root}.stack`, { pieces, use }),
    });
  return (await target.deliver(built)).reference;
}

function targetOf(
  options: Options,
  context: string,
  { onUnknownTarget }: ImageMakerParts,
): TargetChoice {
  try {
    return chooseTarget(options, context);
  } catch (error) {
    if (error instanceof UsageError) throw onUnknownTarget(`kubectl: "${context}"`);
    throw error;
  }
}

/** Puts the solution beside the learner's folders: its packages are found from there. */
async function solutionFolder(
  number: string,
  { work, solutionOf }: ImageMakerParts,
): Promise<string> {
  const folder = `${work}/solutions/${number}`;
  await Deno.mkdir(`${folder}/program`, { recursive: true });
  for (const [name, text] of await solutionOf(Number(number))) {
    await Deno.writeTextFile(`${folder}/${name}`, text);
  }
  return `${folder}/program`;
}

/** The folder is built by Deno's bundler; of what packages it is made is not listed. */
async function programImage(
  path: string,
  { number, root, run, project, findBase }: {
    number: string;
    root: string;
    run: RunCommand;
    project: Project;
    findBase: (name: string) => ReturnType<Registries["find"]>;
  },
): Promise<BuiltImage> {
  const folder = path.slice(root.length);
  const bundle: Project = {
    ...project,
    packagesOf: () => Promise.resolve([]),
    async runTask(name) {
      const args = [
        "bundle",
        "--quiet",
        "--output",
        `${path}/dist/${name}.js`,
        `${path}/${name}.ts`,
      ];
      const result = await run("deno", args);
      if (result?.code === 0) return;
      const said = result?.stderr.trim() ?? "deno is not on the PATH";
      throw new ApplyError(`Cannot build image as ${path}/${name}.ts must bundle: ${said}`);
    },
  };
  const built = await buildFunctionImage(folder, { project: bundle, findBase });
  return { ...built, name: `lab-${number}` };
}

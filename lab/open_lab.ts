/**
 * Wires the lab from the real parts: kubectl, this machine's files, the image builder.
 *
 * @module
 */
import { Cluster } from "../knative/checklist/cluster.ts";
import { portForwards } from "../knative/checklist/port_forward.ts";
import { denoAttached, denoCommand } from "../knative/deploy/deno_command.ts";
import { DEFAULT_NAMESPACE } from "../knative/deploy/cluster/in_namespace.ts";
import { findKubectl, Kubectl, usualKubectls } from "../knative/deploy/cluster/kubectl.ts";
import { readStatus, stackDirectory } from "../local/status_file.ts";
import { withoutMarks } from "./engine/blanks.ts";
import { clusterPlace } from "./engine/cluster_place.ts";
import type { LabDeps } from "./engine/deps.ts";
import { discover, exerciseOf } from "./engine/discover.ts";
import { localPlace } from "./engine/local_place.ts";
import { namespaceOf } from "./engine/namespaces.ts";
import { exerciseFiles, WorkFolder } from "./engine/work_folder.ts";
import { LabFault, type Language, languageOf } from "./engine/words.ts";
import { imageMaker } from "./images/image_maker.ts";
import { localAddresses, type LocalStack } from "./local_addresses.ts";
import type { LabOptions } from "./options.ts";
import { TEXTS } from "./texts/texts.ts";

const ROOT = new URL("../", import.meta.url).pathname;

/** A first start pulls images and makes MLflow's tables: with a slow network some minutes. */
const PATIENCE_MS = 600_000;

/** Folder of the learner's files. */
const WORK = `${ROOT}lab/work`;

/**
 * Reads the language that the learner has chosen, for what is said before the lab is open.
 *
 * @param folder The folder of the learner's files, if it is another one.
 * @returns `undefined` if none was chosen, or nobody can read it.
 */
export async function rememberedLanguage(folder = WORK): Promise<Language | undefined> {
  return await new WorkFolder(folder).readProgress().then(
    ({ language }) => language,
    () => undefined,
  );
}

/**
 * Opens the lab.
 *
 * @param options The command line.
 * @param where The folder of the learner's files, if it is another one; the folder of the exercises; what looks
 * up the variables that name the stack, by default in this process' environment.
 * @returns What the commands are wired from. Without kubectl all that needs a cluster fails with a sentence.
 */
export async function openLab(
  options: LabOptions,
  where: {
    readonly work?: string;
    readonly exercises?: string;
    readonly env?: (name: string) => string | undefined;
    readonly print: (line: string) => void;
  },
): Promise<LabDeps> {
  const folder = where.work ?? WORK;
  const env = where.env ?? ((name: string) => Deno.env.get(name));
  // As people type it, where they stand in the repository.
  const isHere = `${Deno.cwd()}/` === ROOT && folder.startsWith(ROOT);
  const work = new WorkFolder(isHere ? folder.slice(ROOT.length) : folder);
  const progress = await work.readProgress();
  const language = options.language ?? progress.language ?? languageOf(navigator.language);
  const texts = TEXTS[language];
  const program = await findKubectl(denoCommand, usualKubectls(Deno.env.get("HOME"))) ??
    ["kubectl"] as const;
  const { context } = options;
  const kubectl = new Kubectl({
    run: denoCommand,
    attach: denoAttached,
    program,
    ...context === undefined ? {} : { context },
  });
  const onCluster = (namespace: string, folder: string) => {
    const forward = portForwards({ program, context, namespace });
    return clusterPlace(kubectl, new Cluster(kubectl, { namespace, forward }), folder);
  };
  const images = options.images.length > 0 ? options.images : progress.images ?? [];
  if (options.images.length > 0 || options.language !== undefined) {
    const chosen = options.language === undefined ? {} : { language };
    await work.writeProgress({ ...progress, images, ...chosen });
  }
  const stack = await findStack(env);
  const exercises = await discover(where.exercises ?? `${ROOT}lab/exercises`);
  return {
    exercises,
    work,
    language,
    texts,
    print: where.print,
    confirm: (question) => options.saysYes || Deno.stdin.isTerminal() && confirm(question),
    kubectl,
    openPlace(number, kind) {
      if (kind === "local") return localPlace(work.of(number), localAddresses(env, stack));
      return onCluster(namespaceOf(number), work.of(number));
    },
    openStack: () => onCluster(DEFAULT_NAMESPACE, work.root),
    resolveImages: imageMaker({
      run: denoCommand,
      kubectl,
      program,
      root: ROOT,
      work: folder,
      async solutionOf(number) {
        const files = await exerciseFiles(exerciseOf(exercises, `${number}`));
        return new Map([...files].map(([name, text]) => [name, withoutMarks(text)]));
      },
      options: images,
      onImage: (name) => where.print(`  … image ${name}`),
      onUnknownTarget(why) {
        const text = texts.imagesUnknown(why);
        return new LabFault({ fr: text, en: text });
      },
    }),
    now: () => new Date().toISOString(),
    patienceMs: PATIENCE_MS,
  };
}

/** What `deno task status` tells of, too. */
async function findStack(env: (name: string) => string | undefined): Promise<LocalStack> {
  const directory = stackDirectory(env);
  return {
    directory: directory.startsWith(ROOT) ? directory.slice(ROOT.length) : directory,
    status: await readStatus(directory),
  };
}

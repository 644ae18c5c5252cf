/**
 * Wires the lab from the real parts: kubectl, this machine's files, the image builder.
 *
 * @module
 */
import { Cluster } from "../knative/checklist/cluster.ts";
import { portForwards } from "../knative/checklist/port_forward.ts";
import { denoAttached, denoCommand } from "../knative/deploy/deno_command.ts";
import { DEFAULT_NAMESPACE } from "../knative/deploy/in_namespace.ts";
import { findKubectl, Kubectl } from "../knative/deploy/kubectl.ts";
import { withoutMarks } from "./engine/blanks.ts";
import { clusterPlace } from "./engine/cluster_place.ts";
import type { LabDeps } from "./engine/deps.ts";
import { discover, exerciseOf } from "./engine/discover.ts";
import { localPlace } from "./engine/local_place.ts";
import { namespaceOf } from "./engine/namespaces.ts";
import { exerciseFiles, WorkFolder } from "./engine/work_folder.ts";
import { LabFault, languageOf } from "./engine/words.ts";
import { imageMaker } from "./images/image_maker.ts";
import type { LabOptions } from "./options.ts";
import { TEXTS } from "./texts/texts.ts";

const ROOT = new URL("../", import.meta.url).pathname;

/** A first start pulls images and makes MLflow's tables: with a slow network some minutes. */
const PATIENCE_MS = 600_000;

/**
 * Where the cluster's Services are on this machine, unless the environment says otherwise: those of
 * `deno task start`, and the learner's own programs.
 */
const LOCAL_PORTS = {
  "mlflow-service": ["MLFLOW_PORT", 5000],
  "predict": ["API_PORT", 8000],
  "ml-api-service": ["LAB_API_PORT", 8400],
  "page-service": ["LAB_PAGE_PORT", 8450],
} as const;

/**
 * Opens the lab.
 *
 * @param options The command line.
 * @param where The folder of the learner's files, if it is another one; the folder of the exercises.
 * @returns What the commands are wired from. Without kubectl all that needs a cluster fails with a sentence.
 */
export async function openLab(
  options: LabOptions,
  where: {
    readonly work?: string;
    readonly exercises?: string;
    readonly print: (line: string) => void;
  },
): Promise<LabDeps> {
  const folder = where.work ?? `${ROOT}lab/work`;
  // As people type it, where they stand in the repository.
  const isHere = `${Deno.cwd()}/` === ROOT && folder.startsWith(ROOT);
  const work = new WorkFolder(isHere ? folder.slice(ROOT.length) : folder);
  const progress = await work.readProgress();
  const language = options.language ?? progress.language ?? languageOf(navigator.language);
  const texts = TEXTS[language];
  const home = Deno.env.get("HOME") ?? "";
  const program = await findKubectl(denoCommand, [
    ["kubectl"],
    [`${home}/.cache/test-cluster/bin/hyperkube`, "kubectl"],
  ]) ?? ["kubectl"] as const;
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
    await work.writeProgress({ ...progress, images, language });
  }
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
      if (kind === "local") return localPlace(work.of(number), localAddresses());
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
      readDockerConfig: () => readDockerConfig(home),
      onUnknownTarget(why) {
        const text = texts.imagesUnknown(why);
        return new LabFault({ fr: text, en: text });
      },
    }),
    now: () => new Date().toISOString(),
    patienceMs: PATIENCE_MS,
  };
}

function localAddresses(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(LOCAL_PORTS).map(([service, [variable, port]]) => [
      service,
      `http://127.0.0.1:${Deno.env.get(variable) ?? port}`,
    ]),
  );
}

async function readDockerConfig(home: string): Promise<string | undefined> {
  const folder = Deno.env.get("DOCKER_CONFIG") ?? `${home}/.docker`;
  return await Deno.readTextFile(`${folder}/config.json`).catch((error: unknown) => {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  });
}

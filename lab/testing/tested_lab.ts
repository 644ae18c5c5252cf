import { Cluster } from "../../knative/checklist/cluster.ts";
import { Kubectl } from "../../knative/deploy/cluster/kubectl.ts";
import { clusterPlace } from "../engine/cluster_place.ts";
import type { LabDeps } from "../engine/deps.ts";
import { discover, type FoundExercise } from "../engine/discover.ts";
import { localPlace } from "../engine/local_place.ts";
import { namespaceOf } from "../engine/namespaces.ts";
import { WorkFolder } from "../engine/work_folder.ts";
import type { Language } from "../engine/words.ts";
import { TEXTS } from "../texts/texts.ts";
import { FakeKubectl } from "./fake_kubectl.ts";

/** A lab on a fake cluster, whose files are in a folder of their own. */
export interface TestedLab extends AsyncDisposable {
  /** What the commands take. */
  readonly deps: LabDeps;
  /** The cluster. */
  readonly cluster: FakeKubectl;
  /** What was printed since the last look. */
  printed(): string;
}

/** Folder of the lab's exercises. */
export const EXERCISES = new URL("../exercises", import.meta.url).pathname;

/**
 * Makes a lab for a test.
 *
 * @param options Its language, and its exercises if they are not the lab's own.
 */
export async function testedLab(
  { language = "en", exercises }: {
    language?: Language;
    exercises?: readonly FoundExercise[];
  } = {},
): Promise<TestedLab> {
  const root = await Deno.makeTempDir({ prefix: "lab-" });
  const work = new WorkFolder(root);
  const cluster = new FakeKubectl();
  const kubectl = new Kubectl({
    run: cluster.run,
    attach: () => Promise.resolve(0),
    program: ["kubectl"],
  });
  const onCluster = (namespace: string, folder: string) => {
    const forward = async () => {
      // As `kubectl port-forward` does, if nobody answers.
      await kubectl.text("find the way in", ["version"]);
      throw new Error("the fake cluster has no way in");
    };
    return clusterPlace(kubectl, new Cluster(kubectl, { namespace, forward }), folder);
  };
  let lines: string[] = [];
  let seconds = 0;
  return {
    cluster,
    printed() {
      const text = lines.join("\n");
      lines = [];
      return text;
    },
    deps: {
      exercises: exercises ?? await discover(EXERCISES),
      work,
      language,
      texts: TEXTS[language],
      print: (line) => lines.push(line),
      confirm: () => true,
      kubectl,
      openPlace: (number, kind) =>
        kind === "local"
          ? localPlace(work.of(number), {})
          : onCluster(namespaceOf(number), work.of(number)),
      openStack: () => onCluster("mlops-workshop", root),
      resolveImages: (text) =>
        Promise.resolve(text.replaceAll(/(deno|lab|learner):\/\//g, "made/")),
      now: () => new Date(Date.UTC(2026, 0, 1) + 1_000 * seconds++).toISOString(),
      patienceMs: 0,
    },
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
}

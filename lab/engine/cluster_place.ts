import type { Cluster } from "../../knative/checklist/cluster.ts";
import type { Kubectl } from "../../knative/deploy/kubectl.ts";
import { readLearnersFile } from "./learners_file.ts";
import type { Place } from "./place.ts";
import { fault } from "./words.ts";

/**
 * Makes the place of one exercise on a cluster.
 *
 * @param kubectl Calls kubectl.
 * @param cluster The exercise's namespace.
 * @param work Folder of the learner's files.
 */
export function clusterPlace(kubectl: Kubectl, cluster: Cluster, work: string): Place {
  const { namespace } = cluster;
  return {
    kind: "cluster",
    namespace,
    work,
    objects: (resource, rest) => cluster.objects(resource, rest),
    async object(resource, name) {
      const [object] = await cluster.objects(resource, [name]);
      return object ?? fault(
        `${name} n'existe pas dans ${namespace}`,
        `${name} does not exist in ${namespace}`,
      );
    },
    kubectl: (args, input) =>
      kubectl.text(
        `run kubectl ${args[0]}`,
        // What follows "--" is another program's.
        args.includes("--")
          ? args.toSpliced(args.indexOf("--"), 0, `--namespace=${namespace}`)
          : [...args, `--namespace=${namespace}`],
        input,
      ),
    async exec(target, command) {
      const args = ["exec", target, `--namespace=${namespace}`, "--", ...command];
      const { code, stdout, stderr } = await kubectl.call(args);
      if (code === 0) return stdout;
      // The program's own words: kubectl adds a line that says only that it failed.
      throw new Error(stderr.replace(/\n?command terminated with exit code \d+\s*$/, "").trim());
    },
    forward: (service, port) => cluster.forward(service, port),
    file: (name) => readLearnersFile(work, name),
  };
}

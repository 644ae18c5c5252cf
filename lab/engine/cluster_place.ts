import { stripVTControlCharacters } from "node:util";
import type { Cluster } from "../../knative/checklist/cluster.ts";
import type { Kubectl } from "../../knative/deploy/cluster/kubectl.ts";
import { NoClusterError, whyUnreachable } from "../../knative/deploy/cluster/no_cluster_error.ts";
import { readLearnersFile } from "./learners_file.ts";
import type { Place } from "./place.ts";
import { fault } from "./words.ts";

/** What kubectl says where there is no running pod to go to. */
const NO_POD =
  /unable to upgrade connection|pod is not running|error finding a pod|no pods? found/i;

function noPod(target: string): never {
  const name = target.split("/").at(-1)!;
  return fault(`aucun pod de ${name} ne tourne`, `no pod of ${name} runs`);
}

/** The program's own words; of what Deno threw, what and why, not where: that is the lab's program. */
function wordsOf(stderr: string): string {
  // kubectl adds a line that says only that it failed.
  const said = stripVTControlCharacters(stderr)
    .replace(/\n?command terminated with exit code \d+\s*$/, "").trim();
  const thrown = said.matchAll(/(?:Uncaught (?:\(in promise\) )?|Caused by: )(\w*Error: .*)/g);
  return [...thrown].map(([, what]) => what).join(", ") || said;
}

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
        `${name} n'existe pas dans ${namespace} : qu'a dit kubectl apply ?`,
        `${name} does not exist in ${namespace}: what did kubectl apply say?`,
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
      const unreachable = whyUnreachable(stderr);
      if (unreachable !== null) throw new NoClusterError(stderr.trim(), unreachable);
      if (NO_POD.test(stderr)) return noPod(target);
      return fault(wordsOf(stderr), wordsOf(stderr));
    },
    forward: (service, port) =>
      cluster.forward(service, port).catch((error: Error) => {
        if (error instanceof NoClusterError) throw error;
        if (NO_POD.test(error.message)) return noPod(service);
        const said = error.message.replace(/^no way to /, "");
        return fault(`pas de chemin vers ${said}`, `no way to ${said}`);
      }),
    file: (name) => readLearnersFile(work, name),
  };
}

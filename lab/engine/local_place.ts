import { readLearnersFile } from "./learners_file.ts";
import type { Place } from "./place.ts";
import { fault } from "./words.ts";

/**
 * Makes the place of one exercise on this machine, where `deno task start` runs the stack.
 *
 * @param work Folder of the learner's files.
 * @param addresses Where each Service of the cluster is here, by its name.
 */
export function localPlace(work: string, addresses: Readonly<Record<string, string>>): Place {
  const needsCluster = () => fault("il faut un cluster pour cela", "that needs a cluster");
  return {
    kind: "local",
    namespace: "local",
    work,
    objects: () => Promise.resolve([]),
    object: () => Promise.resolve().then(needsCluster),
    kubectl: () => Promise.resolve().then(needsCluster),
    exec: () => Promise.resolve().then(needsCluster),
    forward(service) {
      const url = addresses[service];
      return url === undefined ? Promise.resolve().then(needsCluster) : Promise.resolve({
        url,
        [Symbol.asyncDispose]: () => Promise.resolve(),
      });
    },
    file: (name) => readLearnersFile(work, name),
  };
}

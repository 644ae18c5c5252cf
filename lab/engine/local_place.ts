import { readLearnersFile } from "./learners_file.ts";
import { NoStackError } from "./no_stack_error.ts";
import type { Place } from "./place.ts";
import { fault } from "./words.ts";

/**
 * Makes the place of one exercise on this machine, where `deno task start` runs the stack.
 *
 * @param work Folder of the learner's files.
 * @param addresses Where each Service of the cluster is here, by its name; `undefined` while the stack that
 *   has it does not run.
 */
export function localPlace(
  work: string,
  addresses: Readonly<Record<string, string | undefined>>,
): Place {
  const needsCluster = () => fault("il faut un cluster pour cela", "that needs a cluster");
  const addressOf = (name: string) => {
    if (name in addresses && addresses[name] === undefined) throw new NoStackError();
    return addresses[name];
  };
  return {
    kind: "local",
    namespace: "local",
    work,
    addressOf,
    objects: () => Promise.resolve([]),
    object: () => Promise.resolve().then(needsCluster),
    kubectl: () => Promise.resolve().then(needsCluster),
    exec: () => Promise.resolve().then(needsCluster),
    forward: async (service) => ({
      url: await Promise.resolve(service).then(addressOf) ?? needsCluster(),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
    file: (name) => readLearnersFile(work, name),
  };
}

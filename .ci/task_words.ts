/**
 * Where the name of a task may stand: in its own folder, in what tries the programs out with it, and in
 * what is about it. Everywhere else a program reads the task's description, so that any table can take
 * its place. It reads texts and touches nothing; `check_task_words.ts` hands it the files.
 *
 * @module
 */

/** What may name a task, each with its reason. */
const ALLOWED: readonly (readonly [where: RegExp, reason: string])[] = [
  [/^tasks\//, "the tasks themselves"],
  [/_(test|bench|e2e)\.tsx?$/, "tests, with the reference task"],
  [/(^|\/)(testing|testdata|e2e|fuzz|contract|__snapshots__)\//, "what tests are made of"],
  [/^loadtest\//, "the workshop's load test"],
  [/^lab\/(exercises|work)\//, "the workshop's exercises, and what learners write"],
  [/^docs\//, "the workshop, and examples that follow it"],
  [/(^|\/)README\.md$/, "examples, and the defaults of the programs"],
  [/^(k8s|knative)\/.*\.(yaml|env)$/, "manifests of the workshop"],
  [/^knative\/deploy\/apply\/stale_objects\.ts$/, "the label of the workshop's manifests"],
  [/^knative\/overlays\/production\/live_secrets\.ts$/, "the label of the workshop's manifests"],
  [/^\.ci\/task_words/, "this rule"],
];

/**
 * Finds the files that name a task though they are not about it.
 *
 * @param files Texts by path from the repository's root.
 * @param tasks Names of the tasks, lower case.
 * @returns A sentence for each line, none if all is well.
 */
export function wrongTaskWords(
  files: ReadonlyMap<string, string>,
  tasks: readonly string[],
): string[] {
  return [...files].flatMap(([path, text]) => {
    if (ALLOWED.some(([where]) => where.test(path))) return [];
    const lines = [path, ...text.split("\n")];
    return lines.flatMap((line, number) => {
      const task = tasks.find((name) => line.toLowerCase().includes(name));
      if (task === undefined) return [];
      const place = number === 0 ? path : `${path}:${number}`;
      return `${place} names the task "${task}": take it from the description in tasks/`;
    });
  });
}

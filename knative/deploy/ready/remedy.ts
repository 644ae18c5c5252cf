/**
 * Says what to do about a part that does not become ready.
 *
 * @module
 */

/** What is known of the failure. */
export interface Symptoms {
  /** Kind of the part's object, and its name. */
  readonly resource: string;
  readonly name: string;
  readonly namespace: string;
  /** Label by which its pods are found. */
  readonly selector: string;
  /** All that the cluster and the pods' logs said. */
  readonly said: string;
}

/** Words that tell a cause, and what mends it; the first that fits. */
const CAUSES: readonly (readonly [RegExp, (symptoms: Symptoms) => string])[] = [
  [
    /password authentication failed/,
    ({ namespace }) =>
      "the database has another password than the Secret, as its volume was made with: put that one back " +
      `into the Secret, or give the role the Secret's (kubectl exec -it deployment/postgres -n ${namespace} ` +
      "-- psql -U postgres -c '\\password postgres'), then deploy again",
  ],
  [
    /no node takes it/,
    () =>
      "kubectl describe nodes shows who asks for the room; deno task capacity writes requests that fit",
  ],
  [
    /ImagePullBackOff|ErrImagePull|InvalidImageName/,
    () =>
      "the nodes must reach the registry that has the image: deno task deploy --registry HOST sends it there",
  ],
  [
    /CreateContainerConfigError|secret .* not found/i,
    ({ namespace }) =>
      `kubectl get secrets,configmaps -n ${namespace}; in production deno task secrets:production makes ` +
      "the Secrets that are missing",
  ],
  [
    /OOMKilled/,
    ({ resource, name, namespace }) =>
      `it needs more memory than its limit: kubectl get ${resource} ${name} -n ${namespace} -o yaml`,
  ],
];

/**
 * Chooses the remedy.
 *
 * @param symptoms What is known of the failure.
 * @returns A command, or a sentence with one.
 */
export function remedyOf(symptoms: Symptoms): string {
  const cause = CAUSES.find(([words]) => words.test(symptoms.said));
  if (cause !== undefined) return cause[1](symptoms);
  const { resource, name, namespace, selector } = symptoms;
  return `kubectl describe ${resource} ${name} -n ${namespace}; kubectl describe pods -l ${selector} ` +
    `-n ${namespace}`;
}

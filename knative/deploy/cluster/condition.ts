import type { KubernetesObject } from "./kubernetes_object.ts";

/** What the cluster says of an object in one respect. */
export interface Condition {
  /** The respect, `Ready`. */
  readonly type: string;
  /** `True`, `False` or `Unknown`. */
  readonly status: string;
  /** Why, in a word. */
  readonly reason?: string;
  /** Why, in a sentence. */
  readonly message?: string;
}

/**
 * Reads a condition of an object.
 *
 * @param object The object, as the cluster answers.
 * @param type Its type.
 * @returns It, or `undefined` where the cluster has not said it yet.
 */
export function conditionOf(
  object: KubernetesObject | undefined,
  type: string,
): Condition | undefined {
  const { conditions = [] } = (object?.["status"] ?? {}) as { conditions?: readonly Condition[] };
  return conditions.find((it) => it.type === type);
}

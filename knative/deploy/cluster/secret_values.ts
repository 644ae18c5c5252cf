import type { KubernetesObject } from "./kubernetes_object.ts";

/**
 * Reads the values of a Secret.
 *
 * @param secret As a cluster or a manifest has it; `undefined` if there is none.
 * @returns Texts by key; none of a Secret that is not there.
 */
export function secretValues(
  secret: KubernetesObject | undefined,
): Readonly<Record<string, string>> {
  const { data = {}, stringData = {} } = (secret ?? {}) as {
    readonly data?: Readonly<Record<string, string>>;
    readonly stringData?: Readonly<Record<string, string>>;
  };
  const decoder = new TextDecoder();
  const decoded = Object.entries(data).map(([key, value]) => [
    key,
    decoder.decode(Uint8Array.fromBase64(value)),
  ]);
  return { ...Object.fromEntries(decoded), ...stringData };
}

import type { KubernetesObject } from "./kubernetes_object.ts";

/** Keys of a Secret whose values are secret; a user's or a database's name is not. */
const SECRET_KEY = /password|token|secret|key/i;

/**
 * Takes the secrets of manifests out of a text that came from outside, before it is printed.
 *
 * @param text What kubectl, a log or a registry said.
 * @param objects The objects of the manifests.
 * @returns The text with `***` in their place.
 */
export function hideSecrets(text: string, objects: readonly KubernetesObject[]): string {
  return secretsOf(objects).reduce((hidden, secret) => {
    const escaped = RegExp.escape(secret);
    // As a whole word: the workshop's own passwords are parts of ordinary names.
    return hidden.replace(new RegExp(`(?<![\\w-])${escaped}(?![\\w-])`, "g"), "***");
  }, text);
}

function secretsOf(objects: readonly KubernetesObject[]): string[] {
  return objects.filter(({ kind }) => kind === "Secret").flatMap((secret) => [
    ...secretTexts(secret["stringData"]).flatMap((text) => [text, encode(text)]),
    ...secretTexts(secret["data"]).flatMap((text) => [text, decode(text)]),
  ]);
}

function secretTexts(fields: unknown): string[] {
  return Object.entries(fields ?? {}).flatMap(([key, value]) =>
    SECRET_KEY.test(key) && typeof value === "string" && value !== "" ? [value] : []
  );
}

function encode(text: string): string {
  return new TextEncoder().encode(text).toBase64();
}

function decode(base64: string): string {
  return new TextDecoder().decode(Uint8Array.fromBase64(base64));
}

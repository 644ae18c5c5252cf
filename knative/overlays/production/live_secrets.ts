/**
 * Production's Secrets as a cluster holds them, by kubectl.
 *
 * @module
 */
import { makeKeyPair } from "@mlops/signing";
import { makeCertificate } from "./make_certificate.ts";
import {
  NAMESPACE,
  type Randomness,
  randomPassword,
  type SecretStore,
} from "./production_secrets.ts";

/** Random values as they are made in earnest. */
export const REAL_RANDOMNESS: Randomness = {
  password: randomPassword,
  keyPair: makeKeyPair,
  certificate: (names) => makeCertificate(names, new Date()),
  now: Date.now,
};

/**
 * Calls kubectl.
 *
 * @param args Its arguments.
 * @param input What it reads.
 * @returns What it printed.
 * @throws {Error} If it fails, with what it said.
 */
export async function kubectl(args: readonly string[], input = ""): Promise<string> {
  const child = new Deno.Command("kubectl", {
    args: [...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot run kubectl ${args[0]}: ${decoder.decode(stderr).trim()}`);
  return decoder.decode(stdout);
}

/** Who sets the fields, so that a Secret that somebody else set is a conflict and not overwritten. */
const MANAGER = "secrets-production";

/**
 * Opens the Secrets of production's namespace.
 *
 * @param context Arguments that choose the cluster.
 * @returns The Secrets as they are there.
 */
export function kubectlStore(context: readonly string[]): SecretStore {
  const namespace = `--namespace=${NAMESPACE}`;
  return {
    async read(name) {
      const args = ["get", "secret", name, "--ignore-not-found", "--output=json"];
      const printed = await kubectl([...args, namespace, ...context]);
      if (printed.trim() === "") return null;
      const { data = {} }: { data?: Record<string, string> } = JSON.parse(printed);
      const decoder = new TextDecoder();
      return Object.fromEntries(
        Object.entries(data).map((
          [key, value],
        ) => [key, decoder.decode(Uint8Array.fromBase64(value))]),
      );
    },
    async write({ name, values }) {
      const metadata = { name, labels: { "app.kubernetes.io/part-of": "diabetes-mlops" } };
      const encoder = new TextEncoder();
      const data = Object.fromEntries(
        Object.entries(values).map(([key, value]) => [key, encoder.encode(value).toBase64()]),
      );
      const secret = { apiVersion: "v1", kind: "Secret", metadata, data };
      const args = ["apply", "--server-side", `--field-manager=${MANAGER}`, "--filename=-"];
      await kubectl([...args, namespace, ...context], JSON.stringify(secret));
    },
  };
}

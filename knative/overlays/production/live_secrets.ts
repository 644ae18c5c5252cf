/**
 * Production's Secrets as a cluster holds them, by kubectl.
 *
 * @module
 */
import { makeKeyPair } from "@mlops/signing";
import { denoAttached, denoCommand } from "../../deploy/deno_command.ts";
import { DEFAULT_NAMESPACE } from "../../deploy/cluster/in_namespace.ts";
import { Kubectl } from "../../deploy/cluster/kubectl.ts";
import { secretValues } from "../../deploy/cluster/secret_values.ts";
import { makeCertificate } from "./make_certificate.ts";
import { type Randomness, randomPassword, type SecretStore } from "./production_secrets.ts";

/** Random values as they are made in earnest. */
export const REAL_RANDOMNESS: Randomness = {
  password: randomPassword,
  keyPair: makeKeyPair,
  certificate: (names) => makeCertificate(names, new Date()),
  now: Date.now,
};

/** Who sets the fields, so that a Secret that somebody else set is a conflict and not overwritten. */
const MANAGER = "secrets-production";

/**
 * Opens the cluster of a context.
 *
 * @param context Its name in the kubeconfig; its current one if not given.
 * @returns What calls kubectl for it.
 */
export function kubectlOf(context: string | undefined): Kubectl {
  return new Kubectl({
    run: denoCommand,
    attach: denoAttached,
    program: ["kubectl"],
    ...context === undefined ? {} : { context },
  });
}

/**
 * Opens the Secrets of production's namespace.
 *
 * @param kubectl Calls kubectl.
 * @returns The Secrets as they are there.
 */
export function kubectlStore(kubectl: Kubectl): SecretStore {
  const namespace = `--namespace=${DEFAULT_NAMESPACE}`;
  return {
    async read(name) {
      const [secret] = await kubectl.objects("look for Secrets", ["secret", name, namespace]);
      return secret === undefined ? null : secretValues(secret);
    },
    async write({ name, values }) {
      const metadata = { name, labels: { "app.kubernetes.io/part-of": "diabetes-mlops" } };
      const encoder = new TextEncoder();
      const data = Object.fromEntries(
        Object.entries(values).map(([key, value]) => [key, encoder.encode(value).toBase64()]),
      );
      const secret = { apiVersion: "v1", kind: "Secret", metadata, data };
      const args = ["apply", "--server-side", `--field-manager=${MANAGER}`, "--filename=-"];
      await kubectl.text(`write Secret "${name}"`, [...args, namespace], JSON.stringify(secret));
    },
  };
}

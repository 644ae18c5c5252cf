// deno-lint-ignore-file no-console -- a command line program
/**
 * Makes production's Secrets on the cluster, with random values that are never printed and exist
 * nowhere else. One that is there already is left as it is, so running it again is safe.
 *
 * Usage: deno task secrets:production [--context NAME]
 *
 * @module
 */

import { type KeyPair, makeKeyPair } from "@mlops/signing";
import { makeCertificate, type ServerCertificate } from "./make_certificate.ts";

const NAMESPACE = "mlops-workshop";

/** Names under which the cluster's DNS knows Postgres; clients use the first. */
const POSTGRES_NAMES = [
  "postgres-service",
  `postgres-service.${NAMESPACE}`,
  `postgres-service.${NAMESPACE}.svc`,
  `postgres-service.${NAMESPACE}.svc.cluster.local`,
] as const;

/** A Secret to make: name, and its keys with their values. */
export interface NewSecret {
  /** Name in the cluster. */
  readonly name: string;
  /** Values by key. */
  readonly values: Readonly<Record<string, string>>;
}

/** The cluster, as far as this program needs it. */
export interface SecretStore {
  /** Whether a Secret of that name exists. */
  has(name: string): Promise<boolean>;
  /** Makes a Secret. */
  create(secret: NewSecret): Promise<void>;
}

/** Where values come from that nobody can guess. */
export interface Randomness {
  /** Gives a new random text at each call. */
  readonly password: () => string;
  /** Makes a key that signs models. */
  readonly keyPair: () => Promise<KeyPair>;
  /** Makes a certificate for a server of these names. */
  readonly certificate: (names: readonly [string, ...string[]]) => Promise<ServerCertificate>;
}

/**
 * Makes the Secrets that are missing.
 *
 * @param store The cluster.
 * @param random Where their values come from.
 * @returns One line for each Secret, without its values.
 */
export async function makeSecrets(
  store: SecretStore,
  { password, keyPair, certificate }: Randomness,
): Promise<string[]> {
  const { privateKey, publicKey } = await keyPair();
  const tls = await certificate(POSTGRES_NAMES);
  const secrets: NewSecret[] = [
    {
      name: "postgres-secret",
      values: { POSTGRES_USER: "mlflow", POSTGRES_PASSWORD: password(), POSTGRES_DB: "mlflow" },
    },
    { name: "postgres-admin", values: { ADMIN_PASSWORD: password() } },
    {
      name: "postgres-tls",
      values: { "ca.crt": tls.ca, "tls.crt": tls.certificate, "tls.key": tls.privateKey },
    },
    { name: "predictions-owner", values: { PREDICTIONS_OWNER_PASSWORD: password() } },
    { name: "predictions-secret", values: { PREDICTOR_PASSWORD: password() } },
    { name: "ui-secret", values: { UI_ADMIN_TOKEN: password() } },
    { name: "model-signing", values: { "private.pem": privateKey, "public.pem": publicKey } },
  ];
  const lines: string[] = [];
  for (const secret of secrets) {
    const exists = await store.has(secret.name);
    if (!exists) await store.create(secret);
    lines.push(`${secret.name} ${exists ? "exists already and is left as it is" : "made"}`);
  }
  return lines;
}

/**
 * Makes a password of 192 random bits.
 *
 * @returns 32 letters and digits, `-` and `_`.
 */
export function randomPassword(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return bytes.toBase64({ alphabet: "base64url" });
}

async function kubectl(args: readonly string[], input = ""): Promise<string> {
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

if (import.meta.main) {
  const context = Deno.args[0] === "--context" ? [`--context=${Deno.args[1]}`] : [];
  const namespace = new URL("../../../k8s/namespace", import.meta.url).pathname;
  const store: SecretStore = {
    async has(name) {
      const args = ["get", "secret", name, "--ignore-not-found", "--output=name"];
      return await kubectl([...args, `--namespace=${NAMESPACE}`, ...context]) !== "";
    },
    async create({ name, values }) {
      const metadata = { name, labels: { "app.kubernetes.io/part-of": "diabetes-mlops" } };
      const secret = { apiVersion: "v1", kind: "Secret", metadata, stringData: values };
      const args = ["create", "--filename=-", `--namespace=${NAMESPACE}`, ...context];
      await kubectl(args, JSON.stringify(secret));
    },
  };
  const random: Randomness = {
    password: randomPassword,
    keyPair: makeKeyPair,
    certificate: (names) => makeCertificate(names, new Date()),
  };
  try {
    await kubectl(["apply", "--server-side", `--kustomize=${namespace}`, ...context]);
    for (const line of await makeSecrets(store, random)) console.log(line);
  } catch (error) {
    console.error((error as Error).message);
    Deno.exit(1);
  }
}

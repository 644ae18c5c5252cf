import type { KeyPair } from "@mlops/signing";
import { KEY_HOLDERS, makeClientKeys } from "./client_keys.ts";
import type { ServerCertificate } from "./make_certificate.ts";

/** Namespace of the stack. */
export const NAMESPACE = "mlops-workshop";

/** Names under which the cluster's DNS knows Postgres; clients use the first. */
const POSTGRES_NAMES = [
  "postgres-service",
  `postgres-service.${NAMESPACE}`,
  `postgres-service.${NAMESPACE}.svc`,
  `postgres-service.${NAMESPACE}.svc.cluster.local`,
] as const;

/** Secret with the hashes of all API keys, and its file's name. */
const API_KEYS = "api-keys";
const KEYS_FILE = "keys.json";

/** A Secret: name, and its keys with their values. */
export interface NewSecret {
  /** Name in the cluster. */
  readonly name: string;
  /** Values by key. */
  readonly values: Readonly<Record<string, string>>;
}

/** The cluster, as far as this needs it. */
export interface SecretStore {
  /** Reads a Secret's values; `null` if there is none of that name. */
  read(name: string): Promise<Readonly<Record<string, string>> | null>;
  /** Makes a Secret, or replaces its values. */
  write(secret: NewSecret): Promise<void>;
}

/** Where values come from that nobody can guess. */
export interface Randomness {
  /** Gives a new random text at each call. */
  readonly password: () => string;
  /** Makes a key that signs models. */
  readonly keyPair: () => Promise<KeyPair>;
  /** Makes a certificate for a server of these names. */
  readonly certificate: (names: readonly [string, ...string[]]) => Promise<ServerCertificate>;
  /** The present, in ms since 1970. */
  readonly now: () => number;
}

/**
 * Makes the Secrets that are missing; one that is there is left as it is, but for the file of API keys,
 * which gets those of new holders.
 *
 * @param store The cluster.
 * @param random Where their values come from.
 * @returns One line for each Secret, without its values.
 */
export async function makeSecrets(store: SecretStore, random: Randomness): Promise<string[]> {
  const { password, keyPair, certificate } = random;
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
    const exists = await store.read(secret.name) !== null;
    if (!exists) await store.write(secret);
    lines.push(`${secret.name} ${exists ? "exists already and is left as it is" : "made"}`);
  }
  return [...lines, ...await makeApiKeys(store, random.now())];
}

async function makeApiKeys(store: SecretStore, nowMs: number): Promise<string[]> {
  const file = (await store.read(API_KEYS))?.[KEYS_FILE] ?? null;
  const holders = new Set<string>();
  for (const { name } of KEY_HOLDERS) {
    if (await store.read(secretOf(name)) !== null) holders.add(name);
  }
  const keys = await makeClientKeys({ file, holders }, nowMs);
  if (keys.file === null) return [`${API_KEYS} exists already and is left as it is`];
  // The servers' file first: a key that they do not know yet would be refused as a wrong try.
  await store.write({ name: API_KEYS, values: { [KEYS_FILE]: keys.file } });
  for (const [name, key] of keys.made) {
    await store.write({ name: secretOf(name), values: { API_KEY: key } });
  }
  const made = [...keys.made.keys()].map(secretOf);
  return [`${API_KEYS} ${file === null ? "made" : "has new keys"}`, `${made.join(", ")} made`];
}

/** Name of the Secret that holds a key. */
function secretOf(holder: string): string {
  return `key-${holder}`;
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

import type { KeyPair } from "@mlops/signing";
import { DEFAULT_NAMESPACE } from "../../deploy/cluster/in_namespace.ts";
import { KEY_HOLDERS, makeClientKeys } from "./client_keys.ts";
import type { ServerCertificate } from "./make_certificate.ts";

/** Names under which the cluster's DNS knows Postgres; clients use the first. */
const POSTGRES_NAMES = [
  "postgres-service",
  `postgres-service.${DEFAULT_NAMESPACE}`,
  `postgres-service.${DEFAULT_NAMESPACE}.svc`,
  `postgres-service.${DEFAULT_NAMESPACE}.svc.cluster.local`,
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

/** Secret with the key of a bucket, whose values somebody else makes: who keeps the bucket. */
const S3_CREDENTIALS = "s3-credentials";

const S3_VARIABLES = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const;

/**
 * Reads the Secrets whose values somebody else made, from the variables that all clients share.
 *
 * @param env Looks up an environment variable.
 * @returns Those that there are values for.
 * @throws {RangeError} If a key has one half alone.
 */
export function givenSecrets(env: (name: string) => string | undefined): NewSecret[] {
  const values = S3_VARIABLES.map((name) => [name, env(name) ?? ""]);
  const there = values.filter(([, value]) => value !== "");
  if (there.length === 0) return [];
  if (there.length === values.length) {
    return [{ name: S3_CREDENTIALS, values: Object.fromEntries(values) }];
  }
  throw new RangeError(
    `Cannot make ${S3_CREDENTIALS} as ${S3_VARIABLES.join(" and ")} must both be set: one is`,
  );
}

/**
 * Makes the Secrets that are missing; one that is there is left as it is, but for the file of API keys,
 * which gets those of new holders.
 *
 * A rotated one gets new values that those who still hold the old ones can live with: what trusts a
 * signature or a certificate trusts the one before as well, and an API key opens for another day what
 * it opened. A password is the exception: it counts from the next deployment on, which sets it in
 * Postgres and starts its readers anew.
 *
 * @param store The cluster.
 * @param random Where their values come from.
 * @param options `rotated` names Secrets that get new values, `given` are those that somebody else made.
 * @returns One line for each Secret, without its values.
 * @throws {RangeError} If there is no Secret of such a name.
 */
export async function makeSecrets(
  store: SecretStore,
  random: Randomness,
  { rotated = new Set(), given = [] }: {
    rotated?: ReadonlySet<string>;
    given?: readonly NewSecret[];
  } = {},
): Promise<string[]> {
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
    { name: "backup-secret", values: { BACKUP_PASSWORD: password() } },
    { name: "ui-secret", values: { UI_ADMIN_TOKEN: password() } },
    { name: "model-signing", values: { "private.pem": privateKey, "public.pem": publicKey } },
    ...given,
  ];
  const names = [
    ...secrets.map(({ name }) => name),
    ...KEY_HOLDERS.map(({ name }) => secretOf(name)),
  ];
  for (const name of rotated) {
    if (names.includes(name)) continue;
    if (name === S3_CREDENTIALS) {
      throw new RangeError(
        `Cannot rotate ${name} as ${S3_VARIABLES.join(" and ")} must hold the new key: they do not`,
      );
    }
    throw new RangeError(`Cannot rotate as it must be one of ${names.join(", ")}: is "${name}"`);
  }
  const lines: string[] = [];
  for (const secret of secrets) {
    const before = await store.read(secret.name);
    const isRotated = rotated.has(secret.name);
    if (before === null || isRotated) await store.write(succeeding(secret, before ?? {}));
    const left = isRotated ? "has new values" : "exists already and is left as it is";
    lines.push(`${secret.name} ${before === null ? "made" : left}`);
  }
  return [...lines, ...await makeApiKeys(store, random.now(), rotated)];
}

/** What others are held to by a key of these: they must know the one before, too, until all have the new. */
const TRUSTED = new Set(["public.pem", "ca.crt"]);

/** End of a PEM block. */
const PEM_END = /(-----END [^-]+-----\n?)/;

function succeeding(
  { name, values }: NewSecret,
  before: Readonly<Record<string, string>>,
): NewSecret {
  const entries = Object.entries(values).map(([key, value]) => {
    const [block = "", end = ""] = TRUSTED.has(key) ? (before[key] ?? "").split(PEM_END) : [];
    return [key, block + end === "" ? value : `${value.trimEnd()}\n${block}${end}`];
  });
  return { name, values: Object.fromEntries(entries) };
}

async function makeApiKeys(
  store: SecretStore,
  nowMs: number,
  rotatedSecrets: ReadonlySet<string>,
): Promise<string[]> {
  const file = (await store.read(API_KEYS))?.[KEYS_FILE] ?? null;
  const holders = new Set<string>();
  const rotated = new Set<string>();
  for (const { name } of KEY_HOLDERS) {
    if (rotatedSecrets.has(secretOf(name))) rotated.add(name);
    else if (await store.read(secretOf(name)) !== null) holders.add(name);
  }
  const keys = await makeClientKeys({ file, holders, rotated }, nowMs);
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

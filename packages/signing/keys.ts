/** A key that signs. */
export interface PrivateKey {
  /** Id of the public half. */
  readonly id: string;
  /** The key; it signs and cannot be read back. */
  readonly key: CryptoKey;
}

/** A key that checks signatures. */
export interface PublicKey {
  /** Lower-case hex SHA-256 of its DER form (`SubjectPublicKeyInfo`). */
  readonly id: string;
  /** The key. */
  readonly key: CryptoKey;
}

/** A new pair of keys as text. */
export interface KeyPair {
  /** PKCS #8 as PEM, as `openssl genpkey -algorithm ed25519` writes it. */
  readonly privateKey: string;
  /** `SubjectPublicKeyInfo` as PEM. */
  readonly publicKey: string;
}

const ED25519 = { name: "Ed25519" };
/** The base point of the curve in DER's clothes: what stands before the 32 bytes of any public key. */
const SPKI_PREFIX = Uint8Array.of(0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0);

/** Makes a new pair of Ed25519 keys. */
export async function makeKeyPair(): Promise<KeyPair> {
  const pair = await crypto.subtle.generateKey(ED25519, true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new TypeError("Ed25519 keys come in pairs");
  return {
    privateKey: toPem("PRIVATE KEY", await crypto.subtle.exportKey("pkcs8", pair.privateKey)),
    publicKey: toPem("PUBLIC KEY", await crypto.subtle.exportKey("spki", pair.publicKey)),
  };
}

/**
 * Reads a key that signs.
 *
 * @param text PKCS #8 as PEM, or the base64 in it.
 * @returns The key.
 * @throws {SyntaxError} If it is no Ed25519 private key; the text is not shown.
 */
export async function parsePrivateKey(text: string): Promise<PrivateKey> {
  try {
    const der = Uint8Array.fromBase64(insideOfPem(text));
    // Read twice: only a key that may be read back tells its public half.
    const { x } = await crypto.subtle.exportKey(
      "jwk",
      await crypto.subtle.importKey("pkcs8", der, ED25519, true, ["sign"]),
    );
    const spki = new Uint8Array(44);
    spki.set(SPKI_PREFIX);
    spki.set(Uint8Array.fromBase64(x ?? "", { alphabet: "base64url" }), SPKI_PREFIX.length);
    const key = await crypto.subtle.importKey("pkcs8", der, ED25519, false, ["sign"]);
    return { id: await keyId(spki), key };
  } catch (cause) {
    throw new SyntaxError(
      "must be an Ed25519 private key, as PEM or its base64 (openssl genpkey -algorithm ed25519)",
      { cause },
    );
  }
}

/**
 * Reads keys that check signatures: several are in use while one takes another's place.
 *
 * @param text `SubjectPublicKeyInfo` of each as PEM, or the base64 in it, between commas or white space.
 * @returns The keys.
 * @throws {SyntaxError} If there is none, or one is no Ed25519 public key.
 */
export async function parsePublicKeys(text: string): Promise<PublicKey[]> {
  const blocks = [...text.matchAll(/-----BEGIN PUBLIC KEY-----([^-]*)-----END PUBLIC KEY-----/g)];
  const texts = blocks.length > 0
    ? blocks.map(([, body = ""]) => body)
    : text.split(/[\s,]+/).filter((word) => word !== "");
  const keys = await Promise.all(texts.map(parsePublicKey));
  if (keys.length > 0) return keys;
  throw new SyntaxError("must hold an Ed25519 public key, as PEM or its base64: is empty");
}

async function parsePublicKey(text: string): Promise<PublicKey> {
  try {
    const der = Uint8Array.fromBase64(text);
    const key = await crypto.subtle.importKey("spki", der, ED25519, true, ["verify"]);
    return { id: await keyId(der), key };
  } catch (cause) {
    const begin = text.trim().slice(0, 20);
    const message = "must hold Ed25519 public keys, as PEM or its base64 (openssl pkey -pubout), " +
      `between commas: one begins with "${begin}"`;
    throw new SyntaxError(message, { cause });
  }
}

async function keyId(spki: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", spki)).toHex();
}

function insideOfPem(text: string): string {
  const [, body] = /-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----/.exec(text) ?? [];
  return body ?? text;
}

function toPem(label: string, der: ArrayBuffer): string {
  const lines = new Uint8Array(der).toBase64().match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

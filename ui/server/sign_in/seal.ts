import { EncryptJWT, errors, jwtDecrypt, type JWTPayload } from "jose";

/** Seals what a cookie carries: encrypted and authenticated (JWE, AES-256-GCM), for a purpose and a time. */
export class Seal {
  readonly #key: Uint8Array;
  readonly #now: () => number;

  private constructor(key: Uint8Array, now: () => number) {
    this.#key = key;
    this.#now = now;
  }

  /**
   * Takes the secret.
   *
   * @param secret At least 32 characters that nobody else knows.
   * @param now The present, in ms since 1970.
   * @returns The seal, once its key is made.
   */
  static async of(secret: string, now: () => number): Promise<Seal> {
    return new Seal(await deriveKey(secret), now);
  }

  /**
   * Closes.
   *
   * @param content What is inside.
   * @param purpose What it is for: nothing is opened for another one.
   * @param seconds How long it can be opened.
   * @returns A text for a cookie.
   */
  async close(content: JWTPayload, purpose: string, seconds: number): Promise<string> {
    const nowS = Math.floor(this.#now() / 1000);
    return await new EncryptJWT(content)
      .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
      .setAudience(purpose)
      .setIssuedAt(nowS)
      .setExpirationTime(nowS + seconds)
      .encrypt(this.#key);
  }

  /**
   * Opens what was closed here, for this purpose, and not too long ago.
   *
   * @returns What is inside, or `null`.
   */
  async open(sealed: string, purpose: string): Promise<JWTPayload | null> {
    try {
      const { payload } = await jwtDecrypt(sealed, this.#key, {
        audience: purpose,
        requiredClaims: ["exp"],
        keyManagementAlgorithms: ["dir"],
        contentEncryptionAlgorithms: ["A256GCM"],
        currentDate: new Date(this.#now()),
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }
}

/** HKDF, RFC 5869: a key of its own from a secret of any form. */
async function deriveKey(secret: string): Promise<Uint8Array> {
  const bytes = new TextEncoder().encode(secret);
  const base = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveBits"]);
  const info = new TextEncoder().encode("mlops page session");
  const parameters = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, base, 256));
}

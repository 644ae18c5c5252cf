/** Thrown where credentials are not taken; its message says why, without the credentials. */
export class CredentialsRefused extends Error {
  /** Name of the API key that they are, if they are one. */
  readonly keyName: string | null;

  /**
   * Tells why.
   *
   * @param reason A sentence.
   * @param keyName Name of the key, if it is known.
   */
  constructor(reason: string, keyName: string | null = null) {
    super(reason);
    this.name = "CredentialsRefused";
    this.keyName = keyName;
  }
}

/** Thrown where tokens cannot be judged as the issuer's keys cannot be had. */
export class IssuerUnavailable extends Error {
  /**
   * Tells why.
   *
   * @param reason A sentence.
   */
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = "IssuerUnavailable";
  }
}

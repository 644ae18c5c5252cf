/** What must come back with somebody whom the issuer was asked about. */
export interface Departure {
  /** Ties the answer to this browser. */
  readonly state: string;
  /** Ties the ID token to this question. */
  readonly nonce: string;
  /** Ties the code to this question (PKCE, RFC 7636). */
  readonly verifier: string;
}

/** Thrown where the issuer did not tell who somebody is; its message is for people. */
export class SignInError extends Error {
  /** Whether it was the issuer that failed, so that trying again may help. */
  readonly isIssuerAway: boolean;

  /**
   * Tells why.
   *
   * @param message A sentence.
   * @param isIssuerAway Whether the issuer failed.
   */
  constructor(message: string, isIssuerAway: boolean, options?: ErrorOptions) {
    super(message, options);
    this.name = "SignInError";
    this.isIssuerAway = isIssuerAway;
  }
}

/** Where the issuer sends people back to. */
export const CALLBACK_PATH = "/signed-in";

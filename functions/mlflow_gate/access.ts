import {
  type Authenticator,
  CredentialsRefused,
  describeIdentity,
  type Identity,
  IssuerUnavailable,
  type Right,
  WrongTries,
} from "@mlops/rights";
import { Refused } from "./mlflow_answer.ts";

/** What access is decided by. */
export interface AccessParts {
  /** Finds out who asks. */
  readonly authenticator: Authenticator;
  /** Steady clock, in ms. */
  readonly now: () => number;
  /** Told of refusals, not of each of many. */
  readonly refused: (who: string, reason: string) => void;
}

/** Browsers then ask for a password, which is the key; MLflow's clients send either kind. */
const REALM = { "www-authenticate": 'Basic realm="MLflow", charset="UTF-8"' };

/** Decides who may ask MLflow what. */
export class Access {
  readonly #parts: AccessParts;
  readonly #wrongTries = new WrongTries();

  /**
   * Begins without a wrong try.
   *
   * @param parts What access is decided by.
   */
  constructor(parts: AccessParts) {
    this.#parts = parts;
  }

  /**
   * Finds out who asks, and whether they may.
   *
   * @param authorization The `Authorization` header, or `null`.
   * @param options From where it came, and what the route needs.
   * @returns Who asks.
   * @throws {Refused} 401 without good credentials, 403 without the right, 429 after too many wrong tries,
   * 503 if a token cannot be judged.
   */
  async admit(
    authorization: string | null,
    { address, right }: { address: string; right: Right },
  ): Promise<Identity> {
    if (authorization === null) {
      throw unauthenticated(
        "MLflow asks for an API key here: MLFLOW_TRACKING_TOKEN of a program, the password in a browser",
      );
    }
    const identity = this.#parts.authenticator.known(authorization) ??
      await this.#identify(authorization, address);
    if (identity.rights.has(right)) return identity;
    const who = describeIdentity(identity);
    const message = `This needs the right "${right}", which ${who} has not`;
    this.#tell(who, message);
    throw new Refused({ status: 403, code: "PERMISSION_DENIED", message });
  }

  async #identify(authorization: string, address: string): Promise<Identity> {
    const waitSeconds = this.#wrongTries.waitSeconds(address, this.#parts.now());
    try {
      return await this.#parts.authenticator.identify(authorization);
    } catch (error) {
      if (error instanceof IssuerUnavailable) {
        throw new Refused({
          status: 503,
          code: "TEMPORARILY_UNAVAILABLE",
          message: error.message,
          headers: { "retry-after": "2" },
        });
      }
      if (!(error instanceof CredentialsRefused)) throw error;
      if (waitSeconds > 0) {
        throw new Refused({
          status: 429,
          code: "REQUEST_LIMIT_EXCEEDED",
          message: `Too many wrong credentials came from here; try again in ${waitSeconds} s`,
          headers: { "retry-after": `${waitSeconds}` },
        });
      }
      this.#tell(address, error.message);
      throw unauthenticated(error.message);
    }
  }

  #tell(who: string, reason: string): void {
    const isLoud = this.#wrongTries.waitSeconds(who, this.#parts.now()) > 0;
    this.#wrongTries.note(who, this.#parts.now());
    if (!isLoud) this.#parts.refused(who, reason);
  }
}

function unauthenticated(message: string): Refused {
  return new Refused({ status: 401, code: "UNAUTHENTICATED", message, headers: REALM });
}

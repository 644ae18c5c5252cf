import { Problem } from "./problem.ts";

/** Bytes that a request holds, and whose they are. */
export interface Holding {
  /** Address of the client. */
  readonly client: string;
  /** Bytes held so far. */
  heldBytes: number;
}

// One for all, as that of the admission.
const FULL = new Problem(
  503,
  "The service holds as many bytes of requests and answers as it may; try again in a second",
  { headers: { "retry-after": "1", "connection": "close" } },
);

/** Part of all that one client may hold. */
const SHARE = 1 / 2;

/**
 * The bytes of all large requests and answers under way together. One request may always hold what it
 * needs, where nobody else holds any; beyond that, the last one is turned away.
 */
export class ByteBudget {
  readonly #limitBytes: number;
  readonly #byClient = new Map<string, number>();
  #heldBytes = 0;

  /**
   * Makes a budget of which nothing is held.
   *
   * @param limitBytes Most bytes together.
   */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Bytes held by all requests. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /**
   * Holds bytes for a request, until {@linkcode release}.
   *
   * @param holding Who holds them.
   * @param bytes How many more.
   * @throws {Problem} 503 with `Retry-After` if all together, or the client's share, would be too many.
   */
  hold(holding: Holding, bytes: number): void {
    const { client, heldBytes } = holding;
    const ofClient = this.#byClient.get(client) ?? 0;
    const isAlone = this.#heldBytes === heldBytes;
    const isOnlyOfClient = ofClient === heldBytes;
    if (!isAlone && this.#heldBytes + bytes > this.#limitBytes) throw FULL;
    if (!isOnlyOfClient && ofClient + bytes > SHARE * this.#limitBytes) throw FULL;
    this.#heldBytes += bytes;
    this.#byClient.set(client, ofClient + bytes);
    holding.heldBytes += bytes;
  }

  /**
   * Gives back all that a request holds.
   *
   * @param holding Who held them.
   */
  release(holding: Holding): void {
    const { client, heldBytes } = holding;
    if (heldBytes === 0) return;
    this.#heldBytes -= heldBytes;
    const left = (this.#byClient.get(client) ?? 0) - heldBytes;
    if (left > 0) this.#byClient.set(client, left);
    else this.#byClient.delete(client);
    holding.heldBytes = 0;
  }
}

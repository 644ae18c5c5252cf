import type { BegunBody } from "@mlops/closing";
import { addressOf, describeIdentity, EVERYONE, type Identity } from "@mlops/rights";
import type { ServedModel } from "../model/served_model.ts";
import type { Admission, Waiter } from "./admission.ts";
import type { ByteBudget, Holding } from "./byte_budget.ts";
import type { Trace } from "./trace.ts";

/** What requests share. */
export interface Shared {
  /** Who may score now. */
  readonly admission: Admission;
  /** The bytes of large requests and answers under way. */
  readonly budget: ByteBudget;
}

/** One request on its way to an answer. */
export class Exchange implements Holding, Waiter {
  /** The request. */
  readonly request: Request;
  /** Its id, made here: the key of its rows in the log; answers carry it as `X-Request-Id`. */
  readonly id: string;
  /** The id that the client gave it, `X-Request-Id` of the request; `null`: none that can be kept. */
  readonly clientId: string | null;
  /** When it arrived, in ms on the clock of `performance.now()`. */
  readonly startedAtMs: number;
  /** Values of the path's parameters by name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The model that made the answer, once one has; answers carry its version. */
  model: ServedModel | null = null;
  /** Time spent scoring so far, in ms. */
  scoringMs = 0;
  /** Its spans; `null` where nothing is traced. */
  trace: Trace | null = null;
  /** Settles when a streamed answer has ended; `null` for an answer that is whole. */
  streamed: Promise<void> | null = null;
  /** Who asks, once it is known; everyone, where rights are off. */
  identity: Identity = EVERYONE;
  /** Bytes that it holds of the budget. */
  heldBytes = 0;
  /** Its body, while it is read; an answer that comes before the end has to close the connection. */
  begun: BegunBody | null = null;
  readonly #shared: Shared;
  readonly #connection: unknown;
  #hasEntered = false;

  /**
   * Begins an exchange.
   *
   * @param startedAtMs When it arrived, in ms on the clock of `performance.now()`.
   * @param parameters Values of the path's parameters by name.
   * @param within The client's own id of it, what requests share, and what Deno tells of the connection.
   */
  constructor(
    request: Request,
    id: string,
    startedAtMs: number,
    parameters: Readonly<Record<string, string>>,
    within: { clientId: string | null; shared: Shared; connection: unknown },
  ) {
    this.request = request;
    this.id = id;
    this.clientId = within.clientId;
    this.startedAtMs = startedAtMs;
    this.parameters = parameters;
    this.#shared = within.shared;
    this.#connection = within.connection;
  }

  /** Whose share of the queue it takes; `null` where nobody is known. */
  get who(): string | null {
    return this.identity.by === "open" ? null : describeIdentity(this.identity);
  }

  /** Whose share of the bytes it takes: that of who asks, or of the address where nobody is known. */
  get client(): string {
    return this.who ?? this.address;
  }

  /** Address of the client, or of the proxy before it; empty where there is no connection. */
  get address(): string {
    return addressOf(this.#connection);
  }

  /**
   * Takes a place among those that score, if it has none: to be called once everything is there that
   * the client has to send.
   *
   * @returns `null` if there was one at once, else a promise of the next one.
   * @throws {Problem} 503 with `Retry-After` if the queue is full, and the answer has not begun.
   */
  enter(): Promise<void> | null {
    if (this.#hasEntered) return null;
    const { admission } = this.#shared;
    const turn = this.streamed === null ? admission.enter(this) : admission.reenter();
    if (turn === null) {
      this.#hasEntered = true;
      return null;
    }
    this.trace?.part("wait");
    return turn.then(() => void (this.#hasEntered = true));
  }

  /** Gives the place back, if it has one. */
  leave(): void {
    if (!this.#hasEntered) return;
    this.#hasEntered = false;
    this.#shared.admission.leave();
  }

  /**
   * Holds bytes of a large request or answer until {@linkcode release}.
   *
   * @param bytes How many more.
   * @throws {Problem} 503 with `Retry-After` if there are not so many.
   */
  hold(bytes: number): void {
    this.#shared.budget.hold(this, bytes);
  }

  /** Gives back what it holds. */
  release(): void {
    if (this.heldBytes > 0) this.#shared.budget.release(this);
  }
}

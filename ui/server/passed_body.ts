import { type BegunBody, GatheredPieces } from "@mlops/closing";

/** A request's body on its way to the prediction service, whose rest can be taken back. */
export class PassedBody {
  readonly #source: GatheredPieces;
  #hasEnded = false;
  #isTaken = false;
  #isBroken = false;
  #giveUp = () => {};
  /** What the service gets. */
  readonly stream: ReadableStream<Uint8Array>;

  /**
   * Begins to pass a body on.
   *
   * @param body The request's.
   */
  constructor(body: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.#source = new GatheredPieces(body);
    this.stream = new ReadableStream({
      start: (controller) => {
        this.#giveUp = () => controller.error(new Error("The service has answered"));
      },
      pull: (controller) => this.#pass(controller),
    }, { highWaterMark: 0 });
  }

  /** Whether the body broke off on its way here. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /**
   * Takes the rest back after an answer that came before the end: the connection to the service ends, and
   * so its answer must be there as a whole.
   *
   * @returns The rest, or `null` if there is none.
   */
  takeRest(): BegunBody | null {
    if (this.#hasEnded) return null;
    this.#isTaken = true;
    this.#giveUp();
    return this.#source;
  }

  async #pass(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    const { done, value } = await this.#source.read().catch((error) => {
      this.#isBroken = true;
      throw error;
    });
    this.#hasEnded = done;
    if (this.#isTaken) return;
    if (done || value === undefined) controller.close();
    else controller.enqueue(value);
  }
}

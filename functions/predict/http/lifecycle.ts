/** How far the service's life has come. */
export class Lifecycle {
  #isDraining = false;
  #isClosed = false;

  /** Whether the service is about to end: it still answers, but wants no further work. */
  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Whether the service takes no further work and only answers what it has accepted. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Begins the end. */
  drain(): void {
    this.#isDraining = true;
  }

  /** Takes no further work; to be called once whoever sends it has had time to notice. */
  close(): void {
    this.#isClosed = true;
  }
}

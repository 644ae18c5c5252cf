/** How far the service's life has come. */
export class Lifecycle {
  #isDraining = false;

  /** Whether the service is about to end: it still answers, but wants no further work. */
  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Begins the end. */
  drain(): void {
    this.#isDraining = true;
  }
}

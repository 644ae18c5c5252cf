/** Counts the work of something long, so that it is done in pieces between which others may have their turn. */
export class Pace {
  readonly #pieceSplits: number;
  #done = 0;

  /**
   * Begins a piece.
   *
   * @param pieceSplits Work of a piece, counted in splits of a tree that are prepared, some 0.4 us each;
   * `Infinity` for a single piece.
   */
  constructor(pieceSplits: number) {
    this.#pieceSplits = pieceSplits;
  }

  /**
   * Notes what was done.
   *
   * @param splits The work, in splits; parts of one for what takes less.
   * @returns Whether others may have their turn now; the next piece has begun then.
   */
  isOver(splits: number): boolean {
    this.#done += splits;
    if (this.#done < this.#pieceSplits) return false;
    this.#done = 0;
    return true;
  }
}

/** Figures of a step, JSON-compatible. */
export type ProgressFields = Readonly<Record<string, string | number | readonly string[]>>;

/** Told how far the training has come. */
export interface Progress {
  /**
   * A step is done.
   *
   * @param event Its name for programs, e.g. `fitted`.
   * @param message What to tell people.
   * @param fields Its figures.
   */
  done(event: string, message: string, fields: ProgressFields): void;
  /**
   * Something that people should know, and no step that took time.
   *
   * @param event Its name for programs, e.g. `warning`.
   * @param message What to tell people.
   */
  tell(event: string, message: string): void;
  /**
   * Another tree is grown.
   *
   * @param nDone Trees grown so far.
   * @param nTotal Trees in all.
   */
  tree(nDone: number, nTotal: number): void;
}

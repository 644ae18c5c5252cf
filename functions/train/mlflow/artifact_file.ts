/** A file of a run's artifacts. */
export interface ArtifactFile {
  /** Path under the run's artifacts, with slashes. */
  readonly path: string;
  /** Its content. */
  readonly content: Uint8Array<ArrayBuffer> | string;
}

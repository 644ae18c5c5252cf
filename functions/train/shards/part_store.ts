import type { MlflowClient } from "@mlops/mlflow";

/** Where the parts of a forest lie: among the artifacts of the run that it is trained in. */
export interface PartStore {
  /**
   * Lists the parts that are there, whole or not.
   *
   * @returns Their positions.
   */
  list(): Promise<number[]>;
  /**
   * Reads a part's file.
   *
   * @param part Its position.
   * @returns The file, or `null` if there is none.
   */
  read(part: number): Promise<Uint8Array | null>;
  /**
   * Writes a part's file, in the place of one that is there.
   *
   * @param part Its position.
   * @param file The file.
   */
  write(part: number, file: Uint8Array<ArrayBuffer>): Promise<void>;
}

const FOLDER = "trees";

/**
 * Keeps parts as `trees/part-<position>.bin`.
 *
 * @param client Client of the tracking server.
 * @param artifactUri Where the run's artifacts go.
 * @param signal Aborts when the program is to stop.
 * @returns The store.
 */
export function mlflowPartStore(
  client: MlflowClient,
  artifactUri: string,
  signal: AbortSignal,
): PartStore {
  const pathOf = (part: number) => `${FOLDER}/part-${part}.bin`;
  async function list(): Promise<number[]> {
    const files = await client.artifacts.listArtifacts(artifactUri, FOLDER, { signal });
    return files.flatMap(({ path }) => {
      const match = /\/part-(\d+)\.bin$/.exec(path);
      return match === null ? [] : [Number(match[1])];
    });
  }
  return {
    list,
    async read(part) {
      // MLflow says of a file that is not there only that it failed.
      if (!(await list()).includes(part)) return null;
      const file = await client.artifacts.downloadArtifact(artifactUri, pathOf(part), { signal });
      return file.bytes;
    },
    async write(part, file) {
      await client.artifacts.uploadArtifact(artifactUri, pathOf(part), file, { signal });
    },
  };
}

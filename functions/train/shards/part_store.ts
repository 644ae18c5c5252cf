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
  /**
   * Notes that a try of a part failed.
   *
   * @param part Its position.
   * @param reason Why.
   */
  noteFailure(part: number, reason: string): Promise<void>;
  /**
   * Lists the parts of which tries failed.
   *
   * @returns How many tries of each, by its position.
   */
  failures(): Promise<ReadonlyMap<number, number>>;
  /**
   * Tells why a try of a part failed.
   *
   * @param part Its position.
   * @param attempt Which of its failed tries, from 1.
   */
  reason(part: number, attempt: number): Promise<string>;
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
  const failurePathOf = (part: number, attempt: number) =>
    `${FOLDER}/part-${part}.failed-${attempt}.txt`;
  async function partsNamed(name: RegExp): Promise<number[]> {
    const files = await client.artifacts.listArtifacts(artifactUri, FOLDER, { signal });
    return files.flatMap(({ path }) => {
      const match = name.exec(path);
      return match === null ? [] : [Number(match[1])];
    });
  }
  const list = () => partsNamed(/\/part-(\d+)\.bin$/);
  async function failures(): Promise<Map<number, number>> {
    const counts = new Map<number, number>();
    for (const part of await partsNamed(/\/part-(\d+)\.failed-\d+\.txt$/)) {
      counts.set(part, (counts.get(part) ?? 0) + 1);
    }
    return counts;
  }
  return {
    list,
    failures,
    async noteFailure(part, reason) {
      const attempt = ((await failures()).get(part) ?? 0) + 1;
      const text = new TextEncoder().encode(reason);
      const path = failurePathOf(part, attempt);
      await client.artifacts.uploadArtifact(artifactUri, path, text, { signal });
    },
    async reason(part, attempt) {
      const path = failurePathOf(part, attempt);
      const { bytes } = await client.artifacts.downloadArtifact(artifactUri, path, { signal });
      return new TextDecoder().decode(bytes);
    },
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

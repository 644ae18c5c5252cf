import { sha256Digest } from "@mlops/oci";
import { tableTask, type Task } from "@mlops/task";
import { ApplyError } from "../apply_error.ts";

/** A table that goes to the cluster in a ConfigMap. */
export interface ClusterTable {
  /** What is predicted of it. */
  readonly task: Task;
  /** Name of its file there: as here, with `.gz` if it was packed for the way. */
  readonly fileName: string;
  /** The file's bytes. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Eight hex digits that change with the bytes. */
  readonly digest: string;
  /** Flags of the training, as they were given. */
  readonly trainArgs: readonly string[];
}

/** What a ConfigMap holds (Kubernetes, `MaxSecretSize`), less a little for what is around the bytes. */
export const MAX_TABLE_BYTES = 1_000_000;

/**
 * Prepares a table for the way to the cluster.
 *
 * @param source `name` is its path or address, `bytes` its file.
 * @param target Column that is predicted.
 * @param trainArgs Flags of the training.
 * @returns The table, packed if it is too large as it is.
 * @throws {ApplyError} If it is too large even when packed; the message tells the way around.
 */
export async function clusterTable(
  source: { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> },
  target: string,
  trainArgs: readonly string[],
): Promise<ClusterTable> {
  const name = source.name.replace(/[?#].*$/s, "").split(/[/\\]/).at(-1)!;
  const isPacked = source.bytes[0] === 0x1f && source.bytes[1] === 0x8b;
  const packs = source.bytes.length > MAX_TABLE_BYTES && !isPacked && !name.endsWith(".parquet");
  const bytes = packs ? await gzip(source.bytes) : source.bytes;
  if (bytes.length > MAX_TABLE_BYTES) {
    const megabytes = (bytes.length / 1e6).toFixed(1);
    throw new ApplyError(
      `Cannot deploy as the table must have at most 1 MB packed by gzip, to travel in a ConfigMap: ` +
        `"${name}" has ${megabytes} MB (deploy some of its rows under the same name, then train all of ` +
        `them from here: MLFLOW_TRACKING_URI=ADDRESS deno task train --table ${source.name} --target ${target})`,
    );
  }
  return {
    task: tableTask(name, target),
    // Of a key of a ConfigMap.
    fileName: `${name.replaceAll(/[^\w.-]/g, "_")}${packs ? ".gz" : ""}`,
    bytes,
    digest: sha256Digest(bytes).replace("sha256:", "").slice(0, 8),
    trainArgs,
  };
}

async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

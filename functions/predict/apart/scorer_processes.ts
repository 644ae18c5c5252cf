import type { GraphOpener } from "../engines/onnx_options.ts";
import type { ApartReader } from "../model/ml_model_file.ts";
import { ownFiles } from "../run/own_files.ts";
import { scorerCommand } from "../run/scorer_command.ts";

/** Share of the memory that ONNX Runtime takes in each process that scores a graph. */
const SCORER_SHARE_OF_MEMORY = 1 / 4;

/** Opening a graph and trying it takes half a second; on a crowded node ten times as long. */
const SCORER_LOAD_MS = 10_000;

/** Batches are cut to take some 10 ms each, but for the first. */
const SCORER_BATCH_MS = 5_000;

/** What is done with files of others in processes of their own. */
export interface ScorerProcesses {
  /** Opens a graph that is none of our own formats. */
  readonly openGraph: GraphOpener;
  /** Reads an `MLmodel` that would hold up this thread. */
  readonly readApart: ApartReader;
}

/**
 * Makes what opens and reads in processes of their own. Their code is loaded with the first graph, as
 * forests need none.
 *
 * @param memoryLimitMib Memory that the service may take, in MiB.
 * @returns Both.
 */
export function scorerProcesses(memoryLimitMib: number): ScorerProcesses {
  const files = ownFiles();
  const command = scorerCommand(files);
  return {
    async openGraph(bytes, options) {
      const { openApart } = await import("./open_apart.ts");
      return await openApart({
        command,
        wasmDirectory: new URL("./", `file://${files.wasm}`).href,
        memoryMib: memoryLimitMib * SCORER_SHARE_OF_MEMORY,
        loadMs: SCORER_LOAD_MS,
        batchMs: SCORER_BATCH_MS,
      })(bytes, options);
    },
    async readApart(text) {
      const { describeApart } = await import("./describe_apart.ts");
      return await describeApart({ command, timeMs: SCORER_LOAD_MS })(text);
    },
  };
}

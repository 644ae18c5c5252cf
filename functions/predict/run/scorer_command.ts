import type { ProcessCommand } from "../apart/scorer_client.ts";
import { type OwnFiles, PROGRAM, scorerFlags } from "./permissions.ts";

/** The heap of JavaScript beside the memory of ONNX Runtime: it holds one batch. */
const V8_FLAGS = "--max-semi-space-size=2,--max-old-space-size=96";

/**
 * Tells how a process that scores a graph is started.
 *
 * @param files Where the service's own files lie.
 * @returns The command.
 */
export function scorerCommand(files: OwnFiles): ProcessCommand {
  const isBundled = files.scorer.endsWith(".js");
  return {
    program: PROGRAM,
    args: [
      "run",
      `--v8-flags=${V8_FLAGS}`,
      ...isBundled ? ["--no-config"] : [],
      ...scorerFlags(files),
      files.scorer,
    ],
  };
}

import { ModelError } from "@mlops/model";
import type { GraphOpener } from "../engines/onnx_options.ts";
import { ApartModel, type OpenGraph } from "./apart_model.ts";
import type { AnswerHead, LoadHead } from "./graph_messages.ts";
import { BrokenProcessError, type ProcessCommand, ScorerClient } from "./scorer_client.ts";

/** Where and within which bounds graphs are scored. */
export interface ApartSettings {
  /** How the process is started. */
  readonly command: ProcessCommand;
  /** Folder of ONNX Runtime's WebAssembly, as an address with a final slash; `null`: its package's. */
  readonly wasmDirectory: string | null;
  /** Most memory that ONNX Runtime takes in each process, in MiB. */
  readonly memoryMib: number;
  /** Time to open a graph and try it, in ms. */
  readonly loadMs: number;
  /** Time to score a batch, in ms. */
  readonly batchMs: number;
}

/** Pages of WebAssembly in a MiB. */
const PAGES_PER_MIB = 16;

/** What is told of the inputs and classes of a graph: of 100 000 inputs some 100 bytes each. */
const MAX_DESCRIPTION_BYTES = 16 * 1024 * 1024;

/** A process that broke its bounds twice in this time is not started again, in ms. */
const FORGIVE_MS = 60_000;

/**
 * Makes what opens graphs in processes of their own.
 *
 * @param settings Where and within which bounds.
 * @returns The opener; it throws a {@linkcode ModelError} if a graph breaks its bounds, or cannot be served.
 */
export function openApart(settings: ApartSettings): GraphOpener {
  return async (bytes, options) => {
    const { nullableColumns, ranges, externalData, wasmDirectory: _, ...plain } = options;
    const beside = [...externalData ?? []];
    const head: LoadHead = {
      ask: "load",
      options: { ...plain, nullableColumns: [...nullableColumns ?? []], ranges: [...ranges ?? []] },
      paths: beside.map(([path]) => path),
      wasmDirectory: settings.wasmDirectory,
      maxPages: settings.memoryMib * PAGES_PER_MIB,
    };
    const parts = [bytes, ...beside.map(([, content]) => content)]
      .map((part) => part as Uint8Array<ArrayBuffer>);
    const open = async (): Promise<OpenGraph> => {
      const client = new ScorerClient(settings.command);
      try {
        const limits = {
          timeMs: settings.loadMs,
          answerBytes: 0,
          headBytes: MAX_DESCRIPTION_BYTES,
          what: "be opened and tried",
        };
        const answer = await client.ask({ head, parts }, limits);
        return { client, description: descriptionOf(answer.head as unknown as AnswerHead) };
      } catch (cause) {
        await client.end();
        if (cause instanceof ModelError && cause.message.includes("bad_alloc")) {
          throw new ModelError(
            "forbidden",
            `its graph must take at most ${settings.memoryMib} MiB: takes more ` +
              "(raise MEMORY_LIMIT_MIB with the service's memory)",
            { cause },
          );
        }
        if (!(cause instanceof BrokenProcessError)) throw cause;
        throw new ModelError("forbidden", `its graph ${cause.message}`, { cause });
      }
    };
    const { loadMs, batchMs } = settings;
    return new ApartModel(await open(), open, { loadMs, batchMs, forgiveMs: FORGIVE_MS });
  };
}

function descriptionOf(head: AnswerHead) {
  if (head.answer === "loaded") return head.description;
  if (head.answer === "refused") throw new ModelError(head.reason, head.message);
  throw new ModelError(
    "unsupported",
    `its graph must be opened: ${head.answer === "failed" ? head.message : head.answer}`,
  );
}

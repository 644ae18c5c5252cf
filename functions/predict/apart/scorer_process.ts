/**
 * A process that scores one graph with ONNX Runtime, or reads one `MLmodel`, for the service, which may end
 * it at any time: what it opens was written by others, and may loop for ever or take all memory. It reads messages from
 * standard input and answers on standard output, one after the other, until its input ends. It may read
 * one file, ONNX Runtime's WebAssembly, and nothing else.
 *
 * @module
 */
import { type Model, ModelError, ValueError } from "@mlops/model";
import { endingSignals } from "@mlops/processes/ending_signals";
import { loadOnnxruntimeModel } from "../engines/load_onnxruntime_model.ts";
import { type Frame, FrameReader, writeFrame } from "./frames.ts";
import {
  type AnswerHead,
  type LoadHead,
  type PredictHead,
  predictionFrame,
  rowsOf,
} from "./graph_messages.ts";

/** The service has limits of its own. */
const MAX_BYTES = 1024 * 1024 * 1024;

/**
 * Values of an `MLmodel`, all of which reach the thread that serves: this project's trainer writes some 160
 * for each column, MLflow's own clients five.
 */
const MAX_VALUES = 200_000;

let model: Model | null = null;

/** ONNX Runtime prints names from the graph; here they would stand between the answers. */
function silence(): void {
  for (const method of ["debug", "log", "info", "warn", "error"] as const) {
    Object.assign(globalThis.console, { [method]: () => {} });
  }
}

/** ONNX Runtime asks for up to 4 GiB; WebAssembly holds it to what it was given. */
function limitMemory(maxPages: number): void {
  const { Memory } = WebAssembly;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      const { maximum = maxPages } = descriptor;
      super({ ...descriptor, maximum: Math.min(maximum, maxPages) });
    }
  };
}

async function load({ head, parts }: Frame<LoadHead>): Promise<Frame<AnswerHead>> {
  limitMemory(head.maxPages);
  const [bytes, ...beside] = parts;
  const { nullableColumns, ranges, ...options } = head.options;
  const externalData = new Map(head.paths.map((path, index) => [path, beside[index]!]));
  const loaded = await loadOnnxruntimeModel(bytes!, {
    ...options,
    nullableColumns: new Set(nullableColumns),
    ranges: new Map(ranges),
    ...externalData.size > 0 && { externalData },
    ...head.wasmDirectory !== null && { wasmDirectory: new URL(head.wasmDirectory) },
  });
  model = loaded;
  const { kind, task, features, classes, output, nOutputs, rounding } = loaded;
  const description = { kind, task, features, classes, output, nOutputs, rounding };
  return { head: { answer: "loaded", description }, parts: [] };
}

/** Reads an `MLmodel`; the YAML library is loaded only here. */
async function describe({ parts: [text] }: Frame): Promise<Frame<AnswerHead>> {
  const { parseAnyMlModel } = await import("../model/parse_any_ml_model.ts");
  const description = parseAnyMlModel(new TextDecoder().decode(text));
  if (countValues(description, MAX_VALUES) > MAX_VALUES) {
    throw new ModelError("forbidden", `MLmodel must have at most ${MAX_VALUES} values: has more`);
  }
  return { head: { answer: "described", description }, parts: [] };
}

/** Counts texts, numbers, lists and mappings, until there are more than enough. */
function countValues(value: unknown, enough: number): number {
  let nValues = 1;
  if (typeof value !== "object" || value === null) return nValues;
  for (const inside of Object.values(value)) {
    if (nValues > enough) break;
    nValues += countValues(inside, enough - nValues);
  }
  return nValues;
}

async function answer(frame: Frame): Promise<Frame<AnswerHead>> {
  try {
    const { ask } = frame.head;
    if (ask === "load") return await load(frame as unknown as Frame<LoadHead>);
    if (ask === "describe") return await describe(frame);
    if (model === null) throw new Error("no graph is open");
    const rows = rowsOf(frame as unknown as Frame<PredictHead>);
    return predictionFrame(await model.predict(rows));
  } catch (error) {
    return { head: toAnswer(error), parts: [] };
  }
}

function toAnswer(error: unknown): AnswerHead {
  if (error instanceof ValueError) {
    const { row, feature, message } = error;
    return { answer: "wrong value", row, feature, message };
  }
  const message = error instanceof Error ? error.message : `${error}`;
  // `OnnxError` is thrown where the bytes are no graph at all; it has a reason as well.
  const reason = error instanceof Error && "reason" in error ? error.reason : null;
  if (error instanceof ModelError || reason === "damaged" || reason === "unsupported") {
    return { answer: "refused", reason: reason as ModelError["reason"], message };
  }
  return { answer: "failed", message };
}

silence();
// The service says when it ends; a terminal tells both.
for (const signal of endingSignals()) Deno.addSignalListener(signal, () => {});
const frames = new FrameReader(Deno.stdin.readable);
const sink = Deno.stdout.writable.getWriter();
for (;;) {
  const frame = await frames.read({ headBytes: MAX_BYTES, partBytes: MAX_BYTES });
  if (frame === null) break;
  await writeFrame(sink, await answer(frame));
}
Deno.exit(0);

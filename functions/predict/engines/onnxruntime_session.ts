import type { InferenceSession, Tensor } from "onnxruntime-web/wasm";

type Onnxruntime = typeof import("onnxruntime-web/wasm");

/** Named tensors in or out of a graph. */
export type Tensors = Readonly<Record<string, Tensor>>;

const WASM_FILE = "ort-wasm-simd-threaded.wasm";

let queue: Promise<unknown> = Promise.resolve();
let isLoaded = false;

/**
 * A model opened in ONNX Runtime's WebAssembly build, on one thread, so that sums are made in one
 * order and scores are the same bits each time. The code and its 14 MB of WebAssembly are loaded with
 * the first model; they come from the package or from beside the bundle, never from a network.
 *
 * The package's JavaScript becomes part of the bundle (`deno bundle --code-splitting --outdir` keeps
 * it in a chunk that is read only here); `ort-wasm-simd-threaded.wasm` from the package's `dist`
 * folder has to be copied beside the chunks.
 */
export class OnnxruntimeSession {
  /** Constructor of tensors. */
  readonly Tensor: typeof Tensor;
  readonly #session: InferenceSession;

  private constructor(onnxruntime: Onnxruntime, session: InferenceSession) {
    this.Tensor = onnxruntime.Tensor;
    this.#session = session;
  }

  /**
   * Opens a model.
   *
   * @param bytes The model file.
   * @param options `wasmDirectory` is the folder of the `.wasm`, with a final slash; default: the folder
   * of the bundle, or the package's where this runs from source. `externalData` are the files beside the
   * model's own, by the paths that it has for them.
   * @returns The session.
   * @throws {Error} If the `.wasm` cannot be read, or ONNX Runtime does not take the model.
   */
  static open(
    bytes: Uint8Array,
    { wasmDirectory, externalData }: {
      wasmDirectory?: URL;
      externalData?: ReadonlyMap<string, Uint8Array>;
    } = {},
  ): Promise<OnnxruntimeSession> {
    return inTurn(async () => {
      const onnxruntime = await import("onnxruntime-web/wasm");
      const { wasm } = onnxruntime.env;
      if (!isLoaded) {
        wasm.numThreads = 1;
        wasm.proxy = false;
        wasm.wasmBinary = await readWasm(wasmDirectory);
      }
      const session = await onnxruntime.InferenceSession.create(bytes, {
        executionProviders: ["wasm"],
        // Refusals come as errors; what it would print besides is not in the log's format.
        logSeverityLevel: 4,
        ...externalData && {
          externalData: Array.from(externalData, ([path, data]) => ({ path, data })),
        },
      });
      isLoaded = true;
      delete wasm.wasmBinary;
      return new OnnxruntimeSession(onnxruntime, session);
    });
  }

  /**
   * Runs the graph.
   *
   * @param inputs One tensor for each of its inputs.
   * @param outputNames The outputs to compute.
   * @returns Those outputs.
   */
  run(inputs: Tensors, outputNames: readonly string[]): Promise<Tensors> {
    return inTurn(async () => {
      const outputs = await this.#session.run(inputs, outputNames);
      const missing = outputNames.find((name) => outputs[name] === undefined);
      if (missing !== undefined) throw new Error(`Cannot run graph as it must make "${missing}"`);
      return outputs;
    });
  }

  /** Frees the model's memory once the runs before it are done. */
  release(): Promise<void> {
    return inTurn(() => this.#session.release());
  }
}

// All sessions share one WebAssembly stack, which `run` takes and gives back around awaits: two at
// once, of whichever sessions, would write over each other's arguments.
function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const done = queue.then(work);
  queue = done.catch(() => {});
  return done;
}

async function readWasm(wasmDirectory?: URL): Promise<ArrayBuffer> {
  // A bundle has no import map to find the package with, and its files beside it.
  const isBundled = !import.meta.url.endsWith(".ts");
  const folder = wasmDirectory ??
    (isBundled ? import.meta.url : import.meta.resolve("onnxruntime-web/wasm"));
  return (await Deno.readFile(new URL(WASM_FILE, folder))).buffer;
}

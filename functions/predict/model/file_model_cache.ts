import type { CachedModel, ModelCache } from "./loaded_models.ts";
import type { Logger } from "../logger.ts";
import type { ModelReference } from "./model_registry.ts";

/** What is kept besides the ONNX file, as JSON. */
interface Entry {
  readonly uri: string;
  readonly reference: ModelReference;
  readonly mlModel: string;
  readonly sha256: string;
}

const ENTRY_FILE = "model.json";

/** Keeps the last good version in a folder: the ONNX file under its digest, and what is known of it. */
export class FileModelCache implements ModelCache {
  readonly #directory: string;
  readonly #uri: string;
  readonly #logger: Logger;

  /**
   * Prepares; nothing is read yet.
   *
   * @param directory The folder; it is made if it is missing.
   * @param options `uri` is what is asked for: what was kept for another is not used. And the log.
   */
  constructor(directory: string, { uri, logger }: { uri: string; logger: Logger }) {
    this.#directory = directory;
    this.#uri = uri;
    this.#logger = logger;
  }

  /**
   * Reads what was kept.
   *
   * @returns The version, or `null` if nothing is kept for this model or what is kept is damaged.
   */
  async read(): Promise<CachedModel | null> {
    try {
      const text = await Deno.readTextFile(`${this.#directory}/${ENTRY_FILE}`);
      const { uri, reference, mlModel, sha256 } = JSON.parse(text) as Entry;
      if (uri !== this.#uri) return null;
      const onnx = await Deno.readFile(`${this.#directory}/${sha256}.onnx`);
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", onnx));
      if (digest.toHex() !== sha256) {
        this.#logger.warn("cached model is damaged", { directory: this.#directory });
        return null;
      }
      return { reference, files: { mlModel, onnx, sha256 } };
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) {
        this.#warn("cached model cannot be read", error);
      }
      return null;
    }
  }

  /**
   * Keeps a version in the place of the one before; the entry is replaced last and at once, so that a
   * process that ends in the middle leaves a whole one.
   *
   * @param version The version.
   */
  async write({ reference, files }: CachedModel): Promise<void> {
    const { mlModel, onnx, sha256 } = files;
    const entry: Entry = { uri: this.#uri, reference, mlModel, sha256 };
    const file = `${this.#directory}/${sha256}.onnx`;
    try {
      await Deno.mkdir(this.#directory, { recursive: true });
      await this.#replace(file, onnx);
      await this.#replace(
        `${this.#directory}/${ENTRY_FILE}`,
        new TextEncoder().encode(JSON.stringify(entry)),
      );
      for await (const { name } of Deno.readDir(this.#directory)) {
        const isOld = name.endsWith(".onnx") && name !== `${sha256}.onnx`;
        if (isOld) await Deno.remove(`${this.#directory}/${name}`);
      }
    } catch (error) {
      this.#warn("model cannot be cached", error);
    }
  }

  async #replace(path: string, bytes: Uint8Array): Promise<void> {
    const unfinished = `${path}.${crypto.randomUUID()}.unfinished`;
    await Deno.writeFile(unfinished, bytes);
    await Deno.rename(unfinished, path);
  }

  #warn(message: string, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#logger.warn(message, { directory: this.#directory, reason });
  }
}

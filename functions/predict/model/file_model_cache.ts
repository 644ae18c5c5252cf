import type { CachedModel, ModelCache } from "./loaded_models.ts";
import type { Logger } from "../logger.ts";
import { sha256Of } from "./files_digest.ts";
import { type ApartReader, MlModelFile } from "./ml_model_file.ts";
import type { ModelFiles, ModelReference } from "./model_registry.ts";

/** What is kept besides the files, as JSON. */
interface Entry {
  readonly uri: string;
  readonly reference: ModelReference;
  readonly mlModel: string;
  readonly main: string;
  readonly sha256: string;
  /** The signature that lay beside them, base64, or `null`. */
  readonly signature?: string | null;
  /** SHA-256 of each file by its path: it lies here under its digest. */
  readonly digests: Readonly<Record<string, string>>;
}

const ENTRY_FILE = "model.json";

/** End of the names of kept files; ".onnx" was that of versions of this service that knew no other. */
const KEPT = /\.(model|onnx)$/;

/** Keeps the last good version in a folder: each file under its digest, and what is known of it. */
export class FileModelCache implements ModelCache {
  readonly #directory: string;
  readonly #uri: string;
  readonly #logger: Logger;
  readonly #readApart: ApartReader | null;

  /**
   * Prepares; nothing is read yet.
   *
   * @param directory The folder; it is made if it is missing.
   * @param options `uri` is what is asked for: what was kept for another is not used. The log, and what
   * reads an `MLmodel` that would hold up this thread; `null`: this thread reads it.
   */
  constructor(
    directory: string,
    { uri, logger, readApart }: { uri: string; logger: Logger; readApart: ApartReader | null },
  ) {
    this.#directory = directory;
    this.#uri = uri;
    this.#logger = logger;
    this.#readApart = readApart;
  }

  /**
   * Reads what was kept.
   *
   * @returns The version, or `null` if nothing is kept for this model or what is kept is damaged.
   */
  async read(): Promise<CachedModel | null> {
    try {
      const text = await Deno.readTextFile(`${this.#directory}/${ENTRY_FILE}`);
      const entry = JSON.parse(text) as Partial<Entry>;
      const { uri, reference, mlModel, main, sha256, digests } = entry;
      // Another version of this service may have left something else.
      if (uri !== this.#uri || digests === undefined || !(reference && mlModel && main && sha256)) {
        return null;
      }
      const files = new Map<string, Uint8Array<ArrayBuffer>>();
      for (const [path, digest] of Object.entries(digests)) {
        const bytes = await Deno.readFile(this.#pathOf(digest));
        if (await sha256Of(bytes) !== digest) {
          this.#logger.warn("cached model is damaged", { directory: this.#directory });
          return null;
        }
        files.set(path, bytes);
      }
      return { reference, files: await wholeFiles(entry as Entry, files, this.#readApart) };
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
   */
  async write({ reference, files }: CachedModel): Promise<void> {
    const { mlModel, main, sha256 } = files;
    const signature = files.signature?.toBase64() ?? null;
    try {
      await Deno.mkdir(this.#directory, { recursive: true });
      const digests: Record<string, string> = {};
      for (const [path, bytes] of files.files) {
        const digest = digests[path] = await sha256Of(bytes);
        await this.#replace(this.#pathOf(digest), bytes);
      }
      const entry: Entry = {
        uri: this.#uri,
        reference,
        mlModel: mlModel.text,
        main,
        sha256,
        signature,
        digests,
      };
      await this.#replace(
        `${this.#directory}/${ENTRY_FILE}`,
        new TextEncoder().encode(JSON.stringify(entry)),
      );
      const kept = new Set(Object.values(digests).map((digest) => this.#pathOf(digest)));
      for await (const { name } of Deno.readDir(this.#directory)) {
        const path = `${this.#directory}/${name}`;
        if (KEPT.test(name) && !kept.has(path)) await Deno.remove(path);
      }
    } catch (error) {
      this.#warn("model cannot be cached", error);
    }
  }

  #pathOf(digest: string): string {
    return `${this.#directory}/${digest}.model`;
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

/** Adds what a signature is held to; `MLmodel` is kept as a text, and held to it as such. */
async function wholeFiles(
  { mlModel, main, sha256, signature = null, digests }: Entry,
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
  readApart: ApartReader | null,
): Promise<ModelFiles> {
  const ofMlModel = await sha256Of(new TextEncoder().encode(mlModel));
  return {
    mlModel: new MlModelFile(mlModel, readApart),
    main,
    files,
    sha256,
    digests: new Map([...Object.entries(digests), ["MLmodel", ofMlModel]]),
    signature: signature === null ? null : Uint8Array.fromBase64(signature),
  };
}

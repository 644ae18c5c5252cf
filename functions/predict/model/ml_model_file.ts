import { ModelFormatError, parseMlModelMapping } from "@mlops/mlflow";
import { parseBlockYaml } from "./parse_block_yaml.ts";
import { RefusedModelError } from "./refused_model_error.ts";
import { describeVersion, type VersionDescription } from "./version_description.ts";

/**
 * Reads a file outside the thread that serves.
 *
 * @param text The file.
 * @returns What it says.
 * @throws {ModelFormatError} If it is no `MLmodel`, or takes too much time or memory.
 */
export type ApartReader = (text: string) => Promise<VersionDescription>;

/**
 * Most characters that the thread which serves reads as YAML of the simple kind: 20 ms of its time on a
 * slow machine. The trainer's file of the reference model has 19 000.
 */
const MAX_SIMPLE = 64 * 1024;

/**
 * Most characters that it reads as YAML of any kind: the library takes up to 1.4 µs for each, that of a
 * list within a line. What Python logged of the golden models has 1 300 at most.
 */
const MAX_WHOLE = 8 * 1024;

/** The file `MLmodel` of a version. */
export class MlModelFile {
  /** The file as it came. */
  readonly text: string;
  readonly #readApart: ApartReader | null;
  #description: Promise<VersionDescription> | null = null;

  /**
   * Takes the file; nothing is read yet.
   *
   * @param text The file.
   * @param readApart Reads what would hold up the thread that serves; `null`: this thread reads it.
   */
  constructor(text: string, readApart: ApartReader | null = null) {
    this.text = text;
    this.#readApart = readApart;
  }

  /**
   * Reads it, once: the download asks it for the names of further files, the loading for all else.
   *
   * @param title Name and version, for the message.
   * @returns What it says.
   * @throws {RefusedModelError} If it is no `MLmodel`, or cannot be read within bounds.
   */
  read(title: string): Promise<VersionDescription> {
    return this.#description ??= this.#read(title);
  }

  async #read(title: string): Promise<VersionDescription> {
    try {
      return await parse(this.text, this.#readApart);
    } catch (cause) {
      if (!(cause instanceof ModelFormatError)) throw cause;
      const message = `Cannot serve ${title} as its MLmodel must be readable: ${cause.message}`;
      throw new RefusedModelError("mlmodel", message, { cause });
    }
  }
}

async function parse(text: string, readApart: ApartReader | null): Promise<VersionDescription> {
  const simple = text.length <= MAX_SIMPLE ? parseBlockYaml(text) : undefined;
  if (simple !== undefined) return describeVersion(parseMlModelMapping(simple));
  if (readApart !== null && text.length > MAX_WHOLE) return await readApart(text);
  // The whole YAML parser is loaded only for a file that needs it: it takes a tenth of a cold start.
  const { parseAnyMlModel } = await import("./parse_any_ml_model.ts");
  return parseAnyMlModel(text);
}

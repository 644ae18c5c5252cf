import { type MlModel, ModelFormatError, parseMlModelMapping } from "@mlops/mlflow";
import { parseBlockYaml } from "./parse_block_yaml.ts";
import { RefusedModelError } from "./refused_model_error.ts";

/**
 * Lines of a file. They are read in the thread that serves: 220,000 keys took 0.4 s of its processor. A
 * signature of 25,000 columns, which MLflow folds at 80 characters, has fewer.
 */
const MAX_LINES = 20_000;

/** The file `MLmodel` of a version. */
export class MlModelFile {
  /** The file as it came. */
  readonly text: string;
  #mlModel: Promise<MlModel> | null = null;

  /**
   * Takes the file; nothing is read yet.
   *
   * @param text The file.
   */
  constructor(text: string) {
    this.text = text;
  }

  /**
   * Reads it, once: the download asks it for the names of further files, the loading for all else.
   *
   * @param title Name and version, for the message.
   * @returns What it says.
   * @throws {RefusedModelError} If it is no `MLmodel`.
   */
  read(title: string): Promise<MlModel> {
    return this.#mlModel ??= parse(this.text, title);
  }
}

async function parse(text: string, title: string): Promise<MlModel> {
  try {
    requireFewLines(text);
    const simple = parseBlockYaml(text);
    return simple === undefined ? await parseWhole(text) : parseMlModelMapping(simple);
  } catch (cause) {
    throw unreadable(cause, title);
  }
}

function requireFewLines(text: string): void {
  let nLines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) nLines++;
  if (nLines <= MAX_LINES) return;
  throw new ModelFormatError(
    `Cannot read model description as it must have at most ${MAX_LINES} lines: has ${nLines}`,
  );
}

/** The whole YAML parser is loaded only for a file that needs it: it takes a tenth of a cold start. */
async function parseWhole(text: string): Promise<MlModel> {
  const { parseMlModel } = await import("@mlops/mlflow/model_directory");
  return parseMlModel(text);
}

/**
 * Turns a fault of the file's form into a refusal.
 *
 * @param cause What was thrown.
 * @param title Name and version, for the message.
 * @returns The refusal, or the cause itself if it is something else.
 */
export function unreadable(cause: unknown, title: string): unknown {
  if (!(cause instanceof ModelFormatError)) return cause;
  const message = `Cannot serve ${title} as its MLmodel must be readable: ${cause.message}`;
  return new RefusedModelError("mlmodel", message, { cause });
}

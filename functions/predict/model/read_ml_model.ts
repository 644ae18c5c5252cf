import { type MlModel, ModelFormatError, parseMlModelMapping } from "@mlops/mlflow";
import { parseBlockYaml } from "./parse_block_yaml.ts";
import { RefusedModelError } from "./refused_model_error.ts";

/** The last text that was read: the download asks it for a file's name, the loading for all else. */
let last: { readonly text: string; readonly mlModel: MlModel } | null = null;

/**
 * Reads an `MLmodel` file.
 *
 * @param text The file.
 * @param title Name and version, for the message.
 * @returns What it says.
 * @throws {RefusedModelError} If it is none.
 */
export async function readMlModel(text: string, title: string): Promise<MlModel> {
  if (last?.text === text) return last.mlModel;
  try {
    const simple = parseBlockYaml(text);
    const mlModel = simple === undefined ? await parseWhole(text) : parseMlModelMapping(simple);
    last = { text, mlModel };
    return mlModel;
  } catch (cause) {
    throw unreadable(cause, title);
  }
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

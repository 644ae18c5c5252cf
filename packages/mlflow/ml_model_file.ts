import { formatMlModelMapping, type MlModel, parseMlModelMapping } from "./ml_model.ts";
import { ModelFormatError } from "./model_format_error.ts";
import { formatPyYaml, parsePyYaml } from "./py_yaml.ts";

/** Text that takes the YAML parser about a second; a model of a thousand columns has a tenth of it. */
const MAX_LENGTH = 2 ** 20;

/**
 * Parses an `MLmodel` file as MLflow 2.17.2 writes it.
 *
 * @param yaml Text of the file.
 * @returns What it says; keys that are not known are left aside.
 * @throws {ModelFormatError} If it is no YAML mapping, too long, or a key has another type.
 */
export function parseMlModel(yaml: string): MlModel {
  if (yaml.length > MAX_LENGTH) {
    throw new ModelFormatError(
      `MLmodel must have at most ${MAX_LENGTH} characters: has ${yaml.length}`,
    );
  }
  let value: unknown;
  try {
    value = parsePyYaml(yaml);
  } catch (cause) {
    // Anything else is no fault of the file's, such as a permission that the library lacks.
    if (!(cause instanceof Error && /^YAML|^(Range|Reference)Error$/.test(cause.name))) throw cause;
    throw new ModelFormatError("MLmodel must be YAML", { cause });
  }
  return parseMlModelMapping(value);
}

/**
 * Writes an `MLmodel` file as MLflow 2.17.2 does: keys sorted, nulls written.
 *
 * @param model What to say.
 * @returns Text of the file.
 */
export function formatMlModel(model: MlModel): string {
  return formatPyYaml(formatMlModelMapping(model));
}

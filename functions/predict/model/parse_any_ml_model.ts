import { parseMlModelMapping } from "@mlops/mlflow";
import { parseMlModel } from "@mlops/mlflow/model_directory";
import { parseBlockYaml } from "./parse_block_yaml.ts";
import { describeVersion, type VersionDescription } from "./version_description.ts";

/**
 * Reads an `MLmodel` file of any length and kind of YAML, however long it takes.
 *
 * @param text The file.
 * @returns What it says.
 * @throws {ModelFormatError} If it is no YAML mapping, too long, or a key has another type.
 */
export function parseAnyMlModel(text: string): VersionDescription {
  const simple = parseBlockYaml(text);
  return describeVersion(simple === undefined ? parseMlModel(text) : parseMlModelMapping(simple));
}

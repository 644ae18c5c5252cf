import type { Fault } from "../http/validation_error.ts";
import type { FeatureNames } from "./feature_names.ts";

/** Characters of a field's name that are shown. */
const SHOWN_CHARACTERS = 40;

/**
 * Finds the fields of a row that are no features of the model. They are refused, not passed over: a field
 * that is not known may be a feature's name with an error in it.
 *
 * @param row The row as an object.
 * @param names Names of the features.
 * @param place Where the row stands: its path in the body, and the same as a prefix for the sentence.
 * @param note Told a fault for each such field.
 */
export function refuseUnknownFields(
  row: object,
  names: FeatureNames,
  place: { readonly path: Fault["path"]; readonly prefix: string },
  note: (fault: () => Fault) => void,
): void {
  for (const key in row) {
    if (names.has(key)) continue;
    note(() => {
      const shown = key.length > SHOWN_CHARACTERS ? `${key.slice(0, SHOWN_CHARACTERS)}…` : key;
      const quoted = JSON.stringify(shown.toWellFormed());
      const meant = names.meantBy(key);
      const hint = meant === null ? "" : `: ${JSON.stringify(meant)} is`;
      return {
        path: [...place.path, key],
        reason: `${place.prefix}${quoted} is no feature of this model${hint}`,
      };
    });
  }
}

/** How the values of a feature are held, by the words of the Open Inference Protocol in lower case. */
export type FeatureType =
  | "fp64"
  | "fp32"
  | "int64"
  | "int32"
  | "int16"
  | "int8"
  | "uint8"
  | "bool"
  | "bytes";

/** What a model knows of one of its input columns. */
export interface ModelFeature {
  /** Name of the column, as in requests. */
  readonly name: string;
  /**
   * How its values are held; "bytes" is text. A value that its type cannot hold is refused before the
   * model sees it: a fraction for an integer, a number beyond float32 for "fp32".
   */
  readonly type: FeatureType;
  /**
   * Values that the model was made with, ascending: texts, or numbers where the column's type is a
   * number; `null` where any value may come.
   */
  readonly categories: readonly (string | number)[] | null;
  /** Whether a value that is not among the categories is a fault (scikit-learn's handle_unknown="error"). */
  readonly mustBeKnown: boolean;
  /** Whether the value may be missing. */
  readonly isNullable: boolean;
  /** Whether the model never looks at it: then anything may stand there, and counts as missing. */
  readonly isUnused?: boolean;
  /** Whether infinities are taken, as scikit-learn's HistGradientBoosting and LightGBM do. */
  readonly mayBeInfinite: boolean;
  /** Whether its number is days since 1970-01-01 UTC, for which an ISO 8601 text may come. */
  readonly isDate?: boolean;
  /** Words that stand for a missing value in a table, in the place of the usual ones. */
  readonly missingWords?: readonly string[];
}

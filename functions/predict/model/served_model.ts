import type { AnswerFormat } from "./answer_format.ts";
import type { FeatureType, Model } from "@mlops/model";
import type { TargetMetadata } from "@mlops/mlflow";
import type { InvocationFormat } from "./invocation_format.ts";
import type { ModelReference } from "./model_registry.ts";
import type { RowReader } from "../rows/row_reader.ts";

/** What is known of one feature; what the model does not say is `null`. */
export interface ServedFeature {
  /** Name, as in requests. */
  readonly name: string;
  /** How its values are held, in the words of the Open Inference Protocol. */
  readonly type: FeatureType;
  /** Values that the model was made with, ascending; `null` where any may come. */
  readonly categories: readonly (string | number)[] | null;
  /** Whether another value is refused. */
  readonly mustBeKnown: boolean;
  /** Whether the value may be missing. */
  readonly isNullable: boolean;
  /** Whether infinities are taken. */
  readonly mayBeInfinite: boolean;
  /** Whether it is days since 1970-01-01 UTC, for which an ISO 8601 text may come. */
  readonly isDate?: boolean;
  /** Words that stand for a missing value in a table, in the place of the usual ones. */
  readonly missingWords?: readonly string[];
  /** Whether the model never looks at it, so that anything may stand there. */
  readonly isUnused?: boolean;
  /** What people read; the name if the model does not say. */
  readonly label: string;
  /** Unit, or empty. */
  readonly unit: string;
  /** Lower end of the slider, in the feature's unit. */
  readonly min: number | null;
  /** Upper end of the slider, in the feature's unit. */
  readonly max: number | null;
  /** Step of the slider, in the feature's unit. */
  readonly step: number | null;
  /** Where the field starts: a number in the feature's unit, a word or a boolean. */
  readonly default: number | string | boolean | null;
  /** Training rows of each of the categories, or of false and true, where the model says so. */
  readonly counts?: readonly number[];
  /** Share of the training rows in which it is missing, 0–1, where the model says so. */
  readonly missingShare?: number;
  /** Quantiles of the training rows, shape `[101]`. */
  readonly quantiles: readonly number[] | null;
  /** Training rows per bin: `edges` `[nBins + 1]`, `counts` `[nBins]`. */
  readonly histogram:
    | { readonly edges: readonly number[]; readonly counts: readonly number[] }
    | null;
}

/** What the model's file says about how it came to be. */
export interface ModelOrigin {
  /** When it was trained, ISO 8601 in UTC, or `null`. */
  readonly trainedAt: string | null;
  /** What it was trained on, or `null`. */
  readonly dataset: {
    readonly name: string;
    readonly digest: string;
    readonly rows: number;
    readonly trainingRows: number;
  } | null;
  /** Quantiles of the predicted probability on the test rows, shape `[101]`, or `null`. */
  readonly probabilityQuantiles: readonly number[] | null;
}

/** A model in memory that has passed every check, with what the registry said of it. */
export interface ServedModel extends ModelReference {
  /** Lower-case hex SHA-256 of its files. */
  readonly sha256: string;
  /** Whether the registry names the same digest. */
  readonly isVerified: boolean;
  /** Lower-case name of its format, e.g. `onnx`. */
  readonly flavor: string;
  /** Its ONNX file; `null` where it has another format, or does not lie in one file. */
  readonly onnx: Uint8Array<ArrayBuffer> | null;
  /** Size of its files in bytes. */
  readonly sizeBytes: number;
  /** What scores. */
  readonly scorer: Model;
  /** How MLflow's own scoring server would tell its predictions. */
  readonly invocation: InvocationFormat;
  /** What it is for, by the name of a task, or `null`. */
  readonly task: string | null;
  /** What it predicts, where the model says so. */
  readonly target?: TargetMetadata;
  /** Features in column order. */
  readonly features: readonly ServedFeature[];
  /** Whether answers note what of a row the training has not seen. */
  readonly hasNotes: boolean;
  /** Reads rows by the features' names. */
  readonly rows: RowReader;
  /** Tells predictions. */
  readonly format: AnswerFormat;
  /** How it came to be. */
  readonly origin: ModelOrigin;
  /** When it came into memory, in ms since 1970. */
  readonly loadedAtMs: number;
  /** Metrics of its run by name; `null` until they are known. */
  metrics: Readonly<Record<string, number>> | null;
  /** Streams that hold it though it may have been replaced; it is freed once there are none. */
  holders: number;
}

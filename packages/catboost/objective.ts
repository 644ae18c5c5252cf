import { type Label, ModelError, type OutputKind } from "@mlops/model";
import { eachScoreLink, type Link, sigmoid, softmaxLink, twoClassLink } from "@mlops/trees";

const VALUES = [
  "RMSE",
  "MAE",
  "Quantile",
  "Expectile",
  "MAPE",
  "Huber",
  "Lq",
  "LogCosh",
  "LogLinQuantile",
];
const EXPONENTIAL = ["Poisson", "Tweedie"];
const TWO_CLASSES = ["Logloss", "CrossEntropy"];
const CLASSES = ["MultiClass", "MultiClassOneVsAll"];

/** What a loss function's raw values mean. */
export interface Objective {
  /** Its name: `Logloss`. */
  readonly name: string;
  /** What is predicted. */
  readonly task: "classification" | "regression";
  /** What makes the outputs of the raw values; `null` if they are the values. */
  readonly link: Link | null;
  /** What the outputs are. */
  readonly output: OutputKind;
  /** Class labels; empty for a regression. */
  readonly classes: readonly Label[];
}

/**
 * Finds out what a model's raw values mean.
 *
 * @param info The file's InfoMap.
 * @param nOutputs Number of raw values of a row.
 * @returns Their meaning.
 * @throws {ModelError} If it is not read, or does not fit the number of classes.
 */
export function findObjective(info: ReadonlyMap<string, string>, nOutputs: number): Objective {
  const name = readLoss(info);
  const isMulti = CLASSES.includes(name);
  const isTwo = TWO_CLASSES.includes(name);
  if (!isMulti && !isTwo && !VALUES.includes(name) && !EXPONENTIAL.includes(name)) {
    const known = [...TWO_CLASSES, ...CLASSES, ...VALUES, ...EXPONENTIAL].join(", ");
    throw new ModelError(
      "unsupported",
      `loss function ${name} is not supported: train with ${known}`,
    );
  }
  if (isMulti ? nOutputs < 2 : nOutputs !== 1) {
    const what = `outputs must fit the loss function ${name}: are ${nOutputs}`;
    throw new ModelError("damaged", what);
  }
  const task = isMulti || isTwo ? "classification" : "regression";
  const classes = task === "regression" ? [] : readClasses(info, Math.max(2, nOutputs));
  return { name, task, classes, ...findLink(name, nOutputs) };
}

function findLink(name: string, nOutputs: number): Pick<Objective, "link" | "output"> {
  switch (name) {
    case "Logloss":
    case "CrossEntropy":
      return { link: twoClassLink(sigmoid, (raw) => raw > 0), output: "probabilities" };
    case "MultiClass":
      return { link: softmaxLink(nOutputs, "scores"), output: "probabilities" };
    case "MultiClassOneVsAll":
      // Each class has a probability of its own, and they do not add up to 1.
      return { link: eachScoreLink(sigmoid), output: "scores" };
    case "Poisson":
    case "Tweedie":
      return { link: eachScoreLink(Math.exp), output: "value" };
    default:
      return { link: null, output: "value" };
  }
}

function readLoss(info: ReadonlyMap<string, string>): string {
  const params = parse(info, "params") as { "loss_function"?: { type?: unknown } } | null;
  const type = params?.loss_function?.type;
  if (typeof type === "string" && type.length < 100) return type;
  throw new ModelError("damaged", "params must tell the loss function: do not");
}

function readClasses(info: ReadonlyMap<string, string>, nClasses: number): readonly Label[] {
  const params = parse(info, "class_params") as { "class_names"?: unknown } | null;
  const names = params?.class_names;
  // CrossEntropy takes shares of two classes, and names none.
  if (names === undefined || Array.isArray(names) && names.length === 0) {
    return Array.from({ length: nClasses }, (_, i) => i);
  }
  if (Array.isArray(names) && names.length === nClasses && names.every(isLabel)) return names;
  throw new ModelError("damaged", `class_names must name ${nClasses} classes: do not`);
}

function isLabel(value: unknown): value is Label {
  return ["number", "string", "boolean"].includes(typeof value);
}

function parse(info: ReadonlyMap<string, string>, key: string): unknown {
  try {
    return JSON.parse(info.get(key) ?? "null");
  } catch (cause) {
    throw new ModelError("damaged", `${key} of the file must be JSON`, { cause });
  }
}

import { ModelError, type OutputKind } from "@mlops/model";
import { eachScoreLink, type Link, sigmoid, softmaxLink, twoClassLink } from "@mlops/trees";

const VALUES = new Set([
  "regression",
  "regression_l1",
  "huber",
  "fair",
  "quantile",
  "mape",
]);
const EXPONENTIAL = new Set(["poisson", "gamma", "tweedie"]);
const TWO_CLASSES = new Set(["binary", "cross_entropy"]);
const CLASSES = new Set(["multiclass", "multiclassova"]);
const KNOWN = [...TWO_CLASSES, ...CLASSES, ...VALUES, ...EXPONENTIAL].join(", ");

/** What an objective's raw scores mean. */
export interface Objective {
  /** Its name: `binary`. */
  readonly name: string;
  /** What is predicted. */
  readonly task: "classification" | "regression";
  /** What makes the outputs of the raw scores; `null` if they are the scores. */
  readonly link: Link | null;
  /** What the outputs are. */
  readonly output: OutputKind;
}

/**
 * Finds out what a model's raw scores mean.
 *
 * @param line The file's line: `binary sigmoid:1`; `undefined` if it has none.
 * @param nClasses Number of raw scores of a row.
 * @param wrapper The Python class, `LGBMRegressor`, whose word on the task counts.
 * @returns Their meaning.
 * @throws {ModelError} If it is not read, or does not fit the number of classes.
 */
export function findObjective(
  line: string | undefined,
  nClasses: number,
  wrapper: string,
): Objective {
  const [name = "", ...words] = (line ?? "").split(" ");
  const isMulti = CLASSES.has(name);
  if (!isMulti && !TWO_CLASSES.has(name) && !VALUES.has(name) && !EXPONENTIAL.has(name)) {
    const found = name === "" || name === "custom" ? "of one's own" : name;
    throw new ModelError("unsupported", `objective ${found} is not supported: train with ${KNOWN}`);
  }
  const declared = words.find((word) => word.startsWith("num_class:"))?.slice(10);
  if (isMulti ? nClasses < 2 || Number(declared) !== nClasses : nClasses !== 1) {
    const what = `classes must fit the objective "${line}": num_class is ${nClasses}`;
    throw new ModelError("damaged", what);
  }
  const natural = isMulti || TWO_CLASSES.has(name) ? "classification" : "regression";
  const isRegressor = wrapper.endsWith("Regressor");
  const isClassifier = wrapper.endsWith("Classifier");
  if (isRegressor && isMulti || isClassifier && natural === "regression") {
    throw new ModelError("unsupported", `objective ${name} is not supported for ${wrapper}`);
  }
  const task = isRegressor ? "regression" : natural;
  return { name, task, ...findLink(name, words, task, nClasses) };
}

function findLink(
  name: string,
  words: readonly string[],
  task: Objective["task"],
  nClasses: number,
): Pick<Objective, "link" | "output"> {
  if (name === "multiclass") {
    return { link: softmaxLink(nClasses, "values"), output: "probabilities" };
  }
  if (VALUES.has(name)) {
    return { link: words.includes("sqrt") ? eachScoreLink(squared) : null, output: "value" };
  }
  if (EXPONENTIAL.has(name)) return { link: eachScoreLink(Math.exp), output: "value" };
  const slope = name === "cross_entropy" ? 1 : readSigmoid(words);
  const probability = (raw: number) => sigmoid(slope * raw);
  // One against all: each class has a probability of its own, and they do not add up to 1.
  if (name === "multiclassova") return { link: eachScoreLink(probability), output: "scores" };
  if (task === "regression") return { link: eachScoreLink(probability), output: "value" };
  return { link: twoClassLink(probability), output: "probabilities" };
}

function squared(raw: number): number {
  return Math.sign(raw) * raw * raw;
}

function readSigmoid(words: readonly string[]): number {
  const word = words.find((word) => word.startsWith("sigmoid:"))?.slice(8) ?? "";
  const sigmoid = word === "" ? NaN : Number(word);
  if (sigmoid > 0 && sigmoid < Infinity) return sigmoid;
  throw new ModelError(
    "damaged",
    `sigmoid of the objective must be > 0: is ${JSON.stringify(word.slice(0, 40))}`,
  );
}

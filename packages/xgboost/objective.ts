import { float64Array, int32Array, ModelError, type OutputKind } from "@mlops/model";
import { eachScoreLink, type Link } from "@mlops/trees";

/** What the margins of an objective mean. */
interface Objective {
  /** What they become, for one number or, of "classes", for each class together. */
  readonly value: "logistic" | "exponential" | "margin" | "classes";
  /** What a base score is before it becomes a margin. */
  readonly base: "logistic" | "exponential" | "margin";
  /** What a bare Booster predicts. */
  readonly task: "classification" | "regression";
  /** Whether the first largest margin is the class, rather than the first largest probability. */
  readonly isClassByMargin?: true;
}

const LOGISTIC = { value: "logistic", base: "logistic" } as const;
const CLASSES = { value: "classes", base: "margin", task: "classification" } as const;
const EXPONENTIAL = { value: "exponential", base: "exponential", task: "regression" } as const;
const VALUE = { value: "margin", base: "margin", task: "regression" } as const;

const OBJECTIVES = new Map<string, Objective>([
  ["binary:logistic", { ...LOGISTIC, task: "classification" }],
  ["reg:logistic", { ...LOGISTIC, task: "regression" }],
  ["multi:softprob", CLASSES],
  ["multi:softmax", { ...CLASSES, isClassByMargin: true }],
  ...["count:poisson", "reg:gamma", "reg:tweedie"].map((name) => [name, EXPONENTIAL] as const),
  ...["reg:squarederror", "reg:absoluteerror", "reg:squaredlogerror", "reg:pseudohubererror"]
    .map((name) => [name, VALUE] as const),
  ...["binary:logitraw", "reg:linear"].map((name) => [name, VALUE] as const),
]);

/**
 * Finds out what an objective's margins mean.
 *
 * @param name As in the file: `binary:logistic`.
 * @returns Their meaning.
 * @throws {ModelError} If it is not read, as "unsupported".
 */
export function findObjective(name: string): Objective {
  const objective = OBJECTIVES.get(name);
  if (objective !== undefined) return objective;
  const known = [...OBJECTIVES.keys()].join(", ");
  throw new ModelError("unsupported", `objective ${name} is not supported: train with ${known}`);
}

/**
 * Turns a base score into the margin that trees are added to, each step in float32.
 *
 * @param objective The objective.
 * @param score As in the file.
 * @returns The margin.
 */
export function baseMargin({ base }: Objective, score: number): number {
  const { fround, log } = Math;
  if (base === "margin") return score;
  if (base === "exponential") return fround(log(score));
  return -fround(log(fround(fround(1 / score) - 1)));
}

/**
 * What stands behind the trees, in XGBoost's own precision: float32 after every operation
 * (`regression_loss.h` and `math.h` of 1.7 to 3.4).
 *
 * @param objective The objective.
 * @param task What is predicted.
 * @param nGroups Number of margins.
 * @returns The link, `null` if the margins are the outputs, and what the outputs are.
 */
export function findLink(
  objective: Objective,
  task: "classification" | "regression",
  nGroups: number,
): { readonly link: Link | null; readonly output: OutputKind } {
  if (objective.value === "classes") {
    return {
      link: softmaxLink(nGroups, objective.isClassByMargin === true),
      output: "probabilities",
    };
  }
  const value = VALUES[objective.value];
  if (task === "regression") {
    return { link: value === null ? null : eachScoreLink(value), output: "value" };
  }
  return {
    link: twoClassLink(value ?? ((margin) => margin)),
    output: objective.value === "logistic" ? "probabilities" : "scores",
  };
}

const VALUES = { logistic, exponential, margin: null } as const;

function logistic(margin: number): number {
  const { fround } = Math;
  const e = exponential(Math.min(-margin, MOST_EXPONENT));
  return fround(1 / fround(fround(e + 1) + SMALLEST));
}

const MOST_EXPONENT = Math.fround(88.7);
const SMALLEST = Math.fround(1e-16);

function exponential(x: number): number {
  return Math.fround(Math.exp(x));
}

/** As XGBClassifier does it: the second class by the value, the first one by what is left in float32. */
function twoClassLink(value: (margin: number) => number): Link {
  return (margins, nRows) => {
    const values = float64Array(2 * nRows);
    for (let row = 0; row < nRows; row++) {
      const second = value(margins[row]!);
      values[2 * row] = Math.fround(1 - second);
      values[2 * row + 1] = second;
    }
    return { values, labels: null };
  };
}

function softmaxLink(nClasses: number, isClassByMargin: boolean): Link {
  const { fround } = Math;
  return (margins, nRows) => {
    const labels = isClassByMargin ? int32Array(nRows) : null;
    for (let row = 0; row < nRows; row++) {
      const at = row * nClasses;
      let best = 0;
      for (let k = 1; k < nClasses; k++) if (margins[at + k]! > margins[at + best]!) best = k;
      if (labels !== null) labels[row] = best;
      const largest = margins[at + best]!;
      let sum = 0;
      for (let k = 0; k < nClasses; k++) {
        const e = exponential(fround(margins[at + k]! - largest));
        margins[at + k] = e;
        sum += e;
      }
      const divisor = fround(sum);
      for (let k = 0; k < nClasses; k++) margins[at + k] = fround(margins[at + k]! / divisor);
    }
    return { values: margins, labels };
  };
}

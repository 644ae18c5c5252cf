import { type EstimatorName, ESTIMATORS, isOfClasses } from "@mlops/forest";
import type { TableParams } from "./table_params.ts";

/** A hyper-parameter as a flag of the command line. */
export interface ForestFlag {
  /** Name of the flag; scikit-learn's with hyphens. */
  readonly flag: string;
  /** The parameter. */
  readonly key: keyof TableParams;
  /** What its value is, for the help. */
  readonly values: string;
  /** What it is, for the help. */
  readonly help: string;
  /** What its value must be, after "must be". */
  readonly rule: string;
  /** Reads it; `undefined` if it is none. */
  readonly read: (text: string) => TableParams[keyof TableParams] | undefined;
}

const CRITERIA = [
  "gini",
  "entropy",
  "log_loss",
  "squared_error",
  "absolute_error",
  "friedman_mse",
  "poisson",
] as const;

/** All hyper-parameters, in the order of the help; `bootstrap` and `oob_score` are switches. */
export const FOREST_FLAGS: readonly ForestFlag[] = [
  flag("n-estimators", "nEstimators", "N", "trees", counts(1, 100_000)),
  flag("criterion", "criterion", "NAME", "what makes a split good", oneOf(CRITERIA)),
  flag("max-depth", "maxDepth", "N|none", "levels of a tree", orNone(counts(1, 2 ** 31 - 1))),
  flag("min-samples-split", "minSamplesSplit", "N|S", "rows that a node needs", countOrShare(2)),
  flag("min-samples-leaf", "minSamplesLeaf", "N|S", "rows that a leaf needs", countOrShare(1)),
  flag(
    "min-weight-fraction-leaf",
    "minWeightFractionLeaf",
    "S",
    "weight of a leaf",
    shares(0, 0.5),
  ),
  flag("max-features", "maxFeatures", "N|S|sqrt|log2|none", "features of a split", maxFeatures()),
  flag(
    "max-leaf-nodes",
    "maxLeafNodes",
    "N|none",
    "leaves, best first",
    orNone(counts(2, 2 ** 31 - 1)),
  ),
  flag("min-impurity-decrease", "minImpurityDecrease", "X", "that a split must bring", shares(0)),
  flag("max-samples", "maxSamples", "N|S|none", "rows drawn for a tree", orNone(countOrShare(1))),
  flag("ccp-alpha", "ccpAlpha", "X", "cost-complexity pruning", shares(0)),
  flag("class-weight", "classWeight", "W", "balanced, balanced_subsample, or A:1,B:2", weights()),
  flag("monotonic-cst", "monotonicCst", "M", "rising or falling with a feature: A:1,B:-1", signs()),
  flag(
    "random-state",
    "randomState",
    "N",
    "seed of the split and the forest",
    counts(0, 2 ** 32 - 1),
  ),
  flag("test-size", "testSize", "S", "share of the rows for the test", testShare()),
];

/** What reads a value, and what it must be. */
type Reader = Pick<ForestFlag, "rule" | "read">;

function flag(
  name: string,
  key: keyof TableParams,
  values: string,
  help: string,
  reader: Reader,
): ForestFlag {
  return { flag: name, key, values, help, ...reader };
}

function counts(min: number, max: number): Reader {
  return {
    rule: `a whole number from ${min} to ${max}`,
    read: (text) => isWithin(/^\d{1,10}$/.test(text) ? Number(text) : NaN, min, max),
  };
}

function shares(min: number, max = Infinity): Reader {
  return {
    rule: max === Infinity ? `a number from ${min} on` : `a number from ${min} to ${max}`,
    read: (text) => isWithin(DECIMAL.test(text) ? Number(text) : NaN, min, max),
  };
}

const DECIMAL = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

function isWithin(value: number, min: number, max: number): number | undefined {
  return value >= min && value <= max && Number.isFinite(value) ? value : undefined;
}

/** As in Python, 1 is a count and 1.0 a share. */
function countOrShare(min: number): Reader {
  return {
    rule: `a whole number from ${min} on, or a share with a point in (0, 1]`,
    read(text) {
      if (/^\d+$/.test(text)) return isWithin(Number(text), min, 2 ** 31 - 1);
      const share = DECIMAL.test(text) ? Number(text) : NaN;
      if (!(share > 0 && share <= 1)) return undefined;
      // A 1 would be a count; all rows but an ulp's share are as many, rounded up.
      return share === 1 ? 1 - Number.EPSILON / 2 : share;
    },
  };
}

function orNone({ rule, read }: Reader): Reader {
  return { rule: `${rule}, or none`, read: (text) => text === "none" ? null : read(text) };
}

function maxFeatures(): Reader {
  const { read, rule } = countOrShare(1);
  return {
    rule: `${rule}, sqrt, log2 or none`,
    read(text) {
      if (text === "sqrt" || text === "log2") return text;
      return text === "none" || DECIMAL.test(text) && text.includes(".") && Number(text) === 1
        ? null
        : read(text);
    },
  };
}

function oneOf<Word extends TableParams["criterion"]>(words: readonly Word[]): Reader {
  return {
    rule: `one of ${words.join(", ")}`,
    read: (text) => words.find((word) => word === text),
  };
}

function testShare(): Reader {
  return {
    rule: "a share in (0, 1)",
    read(text) {
      const share = Number(text);
      return share > 0 && share < 1 ? share : undefined;
    },
  };
}

function weights(): Reader {
  return {
    rule: "balanced, balanced_subsample, none, or weights >= 0 such as A:1,B:2.5",
    read(text) {
      if (text === "balanced" || text === "balanced_subsample") return text;
      return text === "none" ? null : pairs(text, (value) => value >= 0 && value < Infinity);
    },
  };
}

function signs(): Reader {
  return {
    rule: "none, or signs such as A:1,B:-1,C:0",
    read(text) {
      return text === "none" ? null : pairs(text, (value) => [-1, 0, 1].includes(value));
    },
  };
}

/** Reads `A:1,B:2`, or JSON where names hold commas: `{"a, b": 1}`. */
function pairs(
  text: string,
  isRight: (value: number) => boolean,
): Record<string, number> | undefined {
  const entries = text.startsWith("{") ? jsonEntries(text) : text.split(",").map((pair) => {
    const at = pair.lastIndexOf(":");
    return [pair.slice(0, at), at < 1 ? NaN : Number(pair.slice(at + 1) || NaN)] as const;
  });
  const isWhole = entries !== null && entries.length > 0 &&
    entries.every(([, value]) => typeof value === "number" && isRight(value));
  return isWhole ? Object.fromEntries(entries) as Record<string, number> : undefined;
}

function jsonEntries(text: string): [string, unknown][] | null {
  try {
    return Object.entries(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Names of the estimators. */
export const ESTIMATOR_NAMES = Object.keys(ESTIMATORS) as EstimatorName[];

/**
 * Tells what an estimator predicts.
 *
 * @returns The task.
 */
export function taskOf(estimator: EstimatorName): "classification" | "regression" {
  return isOfClasses(ESTIMATORS[estimator].criterion) ? "classification" : "regression";
}

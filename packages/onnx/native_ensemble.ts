import type { Label, OutputKind } from "@mlops/model";
import { checkEnsemble, type Link, type TreeEnsemble } from "@mlops/trees";
import { type Arrangement, arrangeNodes } from "./arrange_nodes.ts";
import { type EnsembleNode, readEnsembleNode } from "./ensemble_node.ts";
import { OnnxError } from "./onnx_error.ts";
import { placeNodes } from "./place_nodes.ts";
import { areShares, placeWeights } from "./place_weights.ts";
import type { Node } from "./read_model.ts";
import { readClassLabels } from "./read_tree_attributes.ts";
import { largestSum, logistic, softmax, twoClasses } from "./runtime_links.ts";

/** Trees that are scored as ONNX Runtime does, in float32, and what stands behind them. */
export interface NativeEnsemble {
  /** The trees. */
  readonly ensemble: TreeEnsemble;
  /** Class labels; empty for a regression. */
  readonly classes: readonly Label[];
  /** What makes the outputs of the sums; `null` if they are the sums. */
  readonly link: Link | null;
  /** What the outputs are. */
  readonly output: OutputKind;
}

/**
 * Makes an ensemble of a node of trees.
 *
 * @param node A `TreeEnsembleClassifier` or `TreeEnsembleRegressor`.
 * @param nFeatures Number of features.
 * @returns The ensemble, checked; `cover` is unknown, as no converter writes it for boosted trees.
 * @throws {OnnxError} If it is damaged, or of a kind that is left to ONNX Runtime ("unsupported").
 * @throws {ModelError} If a weight is not finite.
 */
export function nativeEnsemble(node: Node, nFeatures: number): NativeEnsemble {
  const lists = readEnsembleNode(node);
  const arrangement = arrangeNodes(lists);
  if (arrangement.roots.length === 0) {
    throw new OnnxError("damaged", "an ensemble must have a tree: it has none", node.offset);
  }
  const labels = node.opType === "TreeEnsembleClassifier" ? readClassLabels(node) : [];
  if (labels === null) throw new OnnxError("damaged", "class labels must be there: none are");
  const nOutputs = labels.length === 0 ? 1 : countSums(lists, labels.length);
  // Before the weights are placed: those of several targets are sound, and left to ONNX Runtime.
  const divisor = readDivisor(lists, arrangement);
  const weights = placeWeights(lists, arrangement, nOutputs);
  const { left, right, feature, threshold, goesLeft } = placeNodes(lists, arrangement, nFeatures);
  const ensemble: TreeEnsemble = {
    nFeatures,
    nOutputs,
    input: "float32",
    arithmetic: "float32",
    roots: arrangement.roots,
    treeOutputs: null,
    left,
    right,
    feature,
    threshold,
    missing: { goesLeft, zeroIsMissing: null },
    categories: null,
    cover: null,
    value: weights,
    start: new Float64Array(nOutputs),
    divisor,
    scale: 1,
    end: readBase(lists, nOutputs),
  };
  checkEnsemble(ensemble);
  if (labels.length === 0) {
    requireTransform(lists, ["NONE"]);
    return { ensemble, classes: [], link: null, output: "value" };
  }
  const isShare = lists.baseValues.length === 0 && areShares(weights, arrangement, nOutputs);
  const { link, output } = nOutputs === 1
    ? linkOfTwo(lists, isShare)
    : linkOfMany(lists, nOutputs, isShare);
  return { ensemble, classes: labels, link, output };
}

/** Two classes have one sum if all weights are of class 0, which then means the second one. */
function countSums({ weightIds }: EnsembleNode, nClasses: number): number {
  if (nClasses === 2 && weightIds.every((id) => id === 0)) return 1;
  if (nClasses > 2) return nClasses;
  throw new OnnxError(
    "unsupported",
    `one of two classes must have all weights, or classes be more: are ${nClasses}`,
  );
}

function readDivisor({ aggregate, nTargets }: EnsembleNode, { roots }: Arrangement): number {
  if (nTargets !== 1 || aggregate !== "SUM" && aggregate !== "AVERAGE") {
    const found = `${nTargets} and ${aggregate}`;
    throw new OnnxError("unsupported", `1 target must be a SUM or AVERAGE: are ${found}`);
  }
  return aggregate === "AVERAGE" ? roots.length : 1;
}

function readBase({ baseValues }: EnsembleNode, nOutputs: number): Float64Array {
  if (baseValues.length === 0) return new Float64Array(nOutputs);
  if (baseValues.length === nOutputs) return Float64Array.from(baseValues);
  const found = `${baseValues.length} for ${nOutputs}`;
  throw new OnnxError("unsupported", `base_values must be as many as sums: are ${found}`);
}

function linkOfTwo(
  lists: EnsembleNode,
  isShare: boolean,
): Pick<NativeEnsemble, "link" | "output"> {
  requireTransform(lists, ["NONE", "LOGISTIC"]);
  const isPositive = lists.weights.every((weight) => weight >= 0);
  const limit = isPositive ? 0.5 : 0;
  if (lists.transform === "LOGISTIC") {
    return { link: twoClasses((sum) => logistic(-sum), logistic, limit), output: "probabilities" };
  }
  const first = isPositive ? (sum: number) => Math.fround(1 - sum) : (sum: number) => -sum;
  return {
    link: twoClasses(first, (sum) => sum, limit),
    output: isShare ? "probabilities" : "scores",
  };
}

function linkOfMany(
  lists: EnsembleNode,
  nClasses: number,
  isShare: boolean,
): Pick<NativeEnsemble, "link" | "output"> {
  requireTransform(lists, ["NONE", "LOGISTIC", "SOFTMAX"]);
  switch (lists.transform) {
    case "SOFTMAX":
      return {
        link: largestSum(nClasses, (sums, at) => softmax(sums, at, nClasses)),
        output: "probabilities",
      };
    case "LOGISTIC":
      return {
        link: largestSum(nClasses, (sums, at) => {
          for (let k = at; k < at + nClasses; k++) sums[k] = logistic(sums[k]!);
        }),
        output: "scores",
      };
    default:
      return { link: null, output: isShare ? "probabilities" : "scores" };
  }
}

function requireTransform({ transform }: EnsembleNode, known: readonly string[]): void {
  if (known.includes(transform)) return;
  throw new OnnxError(
    "unsupported",
    `post_transform must be ${known.join(" or ")}: is "${transform.slice(0, 40)}"`,
  );
}

import { MAX_FEATURES } from "@mlops/model";
import type { GraphColumn } from "./graph_column.ts";
import { OnnxError } from "./onnx_error.ts";
import { isInteger, readColumns } from "./read_columns.ts";
import { type Model, type Node } from "./read_model.ts";
import { isOne } from "./read_scalar.ts";

// Operators that only repack what the trees made, as skl2onnx adds them with zipmap on.
const REPACKING = new Set(["Cast", "Identity", "ZipMap"]);

/** Operators of ai.onnx.ml 1 to 5 that hold trees. */
export type TreeOperator = "TreeEnsembleClassifier" | "TreeEnsembleRegressor";

/** The node that holds a graph's trees, and what it takes. */
export interface TreeNode {
  /** The node. */
  readonly node: Node;
  /** Number of features of its rows. */
  readonly nFeatures: number;
  /** The columns that the graph makes the rows of; `null` if it takes rows. */
  readonly columns: readonly GraphColumn[] | null;
}

/**
 * Finds the one node that makes a graph an ensemble of trees and nothing else: it takes the graph's one
 * input, float32 rows, or columns put side by side, and all other nodes only repack what it makes.
 *
 * @param operators Operators that are looked for.
 * @returns The node, and what it takes.
 * @throws {OnnxError} If the graph is another one, as "unsupported".
 */
export function findTreeNode(
  model: Model,
  operators: readonly TreeOperator[],
): TreeNode {
  const found = model.nodes.filter(({ opType, domain }) =>
    domain === "ai.onnx.ml" && operators.some((operator) => operator === opType)
  );
  const node = found[0];
  if (node === undefined || found.length > 1) {
    const nodes = model.nodes.slice(0, 10).map(({ opType }) => opType).join(", ");
    throw new OnnxError(
      "unsupported",
      `there must be one ${operators.join(" or ")} node: there are ${found.length} in [${nodes}]`,
    );
  }
  const version = model.opsets.get("ai.onnx.ml");
  if (version === undefined || version < 1 || version > 5) {
    const found = version === undefined ? "none" : `${version}`;
    throw new OnnxError("unsupported", `the ai.onnx.ml operator set must be 1 to 5: is ${found}`);
  }
  const read = node.inputs.length === 1 ? readColumns(model, node.inputs[0]!) : null;
  requireRepacking(model, node, read?.nodes ?? new Set());
  if (read === null) return { node, nFeatures: countFeatures(model, node), columns: null };
  return { node, nFeatures: read.columns.length, columns: read.columns };
}

function requireRepacking(model: Model, node: Node, before: ReadonlySet<Node>): void {
  const repacked = new Set(node.outputs);
  for (const other of model.nodes) {
    if (other === node || before.has(other)) continue;
    const own = other.inputs.filter((input) => repacked.has(input));
    const isRepacking = REPACKING.has(other.opType) && own.length === other.inputs.length ||
      // LightGBM's converter multiplies by 1.
      other.opType === "Mul" && own.length === 1 &&
        other.inputs.every((input) =>
          repacked.has(input) || isOne(model.initializers.get(input))
        ) ||
      // A value for each row of what is a matrix: one class of several, the only number.
      (other.opType === "Gather" || other.opType === "Squeeze") && own[0] === other.inputs[0] &&
        own.length === 1 && isInteger(model, other.inputs[1]);
    if (!isRepacking) {
      const what = `the other nodes must only repack its outputs: there is ${other.opType}`;
      throw new OnnxError("unsupported", what, other.offset);
    }
    for (const output of other.outputs) repacked.add(output);
  }
}

function countFeatures(model: Model, node: Node): number {
  const input = model.inputs[0];
  if (input === undefined || model.inputs.length > 1 || node.inputs.join() !== input.name) {
    const found = model.inputs.map(({ name }) => `"${name}"`).join(", ");
    throw new OnnxError(
      "unsupported",
      `the ${node.opType} must take the graph's one input: ${found}`,
    );
  }
  const nFeatures = input.shape[1] ?? null;
  if (input.elementType !== "float" || input.shape.length !== 2 || nFeatures === null) {
    const found = `${input.elementType} [${input.shape.map((size) => size ?? "?").join(", ")}]`;
    throw new OnnxError("unsupported", `its input must be float [?, features]: is ${found}`);
  }
  if (nFeatures < 1 || nFeatures > MAX_FEATURES) {
    const what = `its input must have 1 to ${MAX_FEATURES} features: has ${nFeatures}`;
    throw new OnnxError("damaged", what);
  }
  return nFeatures;
}

import { Attribute } from "./attribute.ts";
import type { Model, Node } from "./read_model.ts";

/** What a graph does with one of its inputs, as far as its first operators show. */
export interface InputTraits {
  /**
   * Whether it was made for missing values (NaN): all that the input goes to replaces them, asks for
   * them, or is an ensemble of trees with a direction for them.
   */
  readonly takesMissing: boolean;
  /** Values that a `OneHotEncoder` of the whole input knows, or `null`. */
  readonly categories: readonly (string | number)[] | null;
  /** Whether any other value is an error there. */
  readonly mustBeKnown: boolean;
}

/** Operators that hand a missing value on as one. */
const PASSING = new Set([
  "Add",
  "ArrayFeatureExtractor",
  "Cast",
  "Concat",
  "Div",
  "FeatureVectorizer",
  "Flatten",
  "Gather",
  "Identity",
  "Mul",
  "Reshape",
  "Scaler",
  "Slice",
  "Split",
  "Squeeze",
  "Sub",
  "Transpose",
  "Unsqueeze",
]);

/** Operators that are there for missing values. */
const MENDING = new Set(["Imputer", "IsNaN"]);

/**
 * Tells what a graph does with one of its inputs.
 *
 * @param input Name of the input.
 * @returns Its traits.
 * @throws {OnnxError} If an attribute is damaged.
 */
export function inputTraits(model: Model, input: string): InputTraits {
  const consumers = consumersOf(model);
  const encoder = consumers.get(input)?.find(({ opType }) => opType === "OneHotEncoder");
  return {
    takesMissing: takesMissing(consumers, input),
    ...encoder === undefined ? NO_CATEGORIES : readCategories(encoder),
  };
}

const NO_CATEGORIES = { categories: null, mustBeKnown: false };

function consumersOf({ nodes }: Model): Map<string, Node[]> {
  const consumers = new Map<string, Node[]>();
  for (const node of nodes) {
    for (const input of node.inputs) {
      const known = consumers.get(input);
      if (known === undefined) consumers.set(input, [node]);
      else known.push(node);
    }
  }
  return consumers;
}

function takesMissing(consumers: ReadonlyMap<string, readonly Node[]>, input: string): boolean {
  const seen = new Set([input]);
  const open = [input];
  let isMade = false;
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const nodes = consumers.get(name) ?? [];
    // Whoever asks which values are missing puts others in their place.
    if (nodes.some(({ opType }) => MENDING.has(opType)) || nodes.some(hasDirection)) {
      isMade = true;
      continue;
    }
    for (const node of nodes) {
      if (!PASSING.has(node.opType)) return false;
      for (const output of node.outputs) {
        if (seen.has(output)) continue;
        seen.add(output);
        open.push(output);
      }
    }
  }
  return isMade;
}

/**
 * Whether some nodes of an ensemble send missing values to where the comparison is true. One with a
 * threshold of infinity was trained on missing values but cannot say so: skl2onnx writes scikit-learn's
 * splits between missing and present values that way, and loses where the missing ones go.
 */
function hasDirection({ opType, attributes }: Node): boolean {
  if (!opType.startsWith("TreeEnsemble")) return false;
  const tracks = attributes.get("nodes_missing_value_tracks_true");
  if (tracks === undefined) return false;
  const values = attributes.get("nodes_values");
  const isWhole = values === undefined ||
    new Attribute("nodes_values", values).floats().every(Number.isFinite);
  return isWhole &&
    new Attribute("nodes_missing_value_tracks_true", tracks).indices().some((track) => track === 1);
}

function readCategories({ attributes }: Node): Pick<InputTraits, "categories" | "mustBeKnown"> {
  const read = <T>(name: string, use: (attribute: Attribute) => T): T | undefined => {
    const reader = attributes.get(name);
    return reader && use(new Attribute(name, reader));
  };
  const categories = read("cats_strings", (attribute) => attribute.texts()) ??
    read("cats_int64s", (attribute) => attribute.integers()) ?? null;
  const zeros = read("zeros", (attribute) => attribute.integer()) ?? 1;
  return { categories, mustBeKnown: categories !== null && zeros === 0 };
}

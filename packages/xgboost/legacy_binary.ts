import { ModelError } from "@mlops/model";
import { type Booster, type BoosterTree, equalIterations } from "./booster.ts";

// Sizes in bytes of the structs that XGBoost before 2.1 wrote as they lay in memory.
const LEARNER_BYTES = 136;
const MODEL_BYTES = 160;
const TREE_BYTES = 148;
const NODE_BYTES = 20;
const STATISTICS_BYTES = 16;

/**
 * Reads the binary format of before 2.1, `binf`, little-endian (`learner.cc` and `gbtree_model.h` of 1.7),
 * which MLflow 2 wrote as `model.xgb`. It has no names of features.
 *
 * @param bytes The file.
 * @returns The model.
 * @throws {ModelError} If it is damaged, or of a kind that is not read.
 */
export function readLegacyBinary(bytes: Uint8Array): Booster {
  const reader = new Reader(bytes);
  reader.take("binf".length);
  const learner = reader.struct(LEARNER_BYTES);
  const nFeatures = learner.getUint32(4, true);
  const nGroups = Math.max(1, learner.getInt32(8, true));
  const hasAttributes = learner.getInt32(12, true) !== 0;
  const objective = reader.text();
  const booster = reader.text();
  if (booster !== "gbtree" && booster !== "dart") {
    const way = 'train with booster="gbtree" or "dart"';
    throw new ModelError("unsupported", `booster ${booster} is not supported: ${way}`);
  }
  const model = reader.struct(MODEL_BYTES);
  const nTrees = reader.count(model.getInt32(0, true), TREE_BYTES);
  const trees: BoosterTree[] = [];
  for (let t = 0; t < nTrees; t++) trees.push(readTree(reader, t));
  const groups = reader.integers(nTrees);
  let weights: Float32Array | null = null;
  if (booster === "dart" && nTrees > 0) weights = reader.floats(reader.count(reader.u64(), 4));
  const attributes = new Map<string, string>();
  if (hasAttributes) {
    for (let left = reader.count(reader.u64(), 16); left > 0; left--) {
      const name = reader.text();
      attributes.set(name, reader.text());
    }
  }
  const best = attributes.get("best_iteration");
  return {
    objective,
    baseScore: Float32Array.of(learner.getFloat32(0, true)),
    nGroups,
    nFeatures,
    featureNames: [],
    isCategorical: [],
    categories: [],
    bestIteration: best !== undefined && /^\d{1,9}$/.test(best) ? Number(best) : null,
    trees,
    groups,
    weights,
    iterations: equalIterations(nTrees, nGroups * Math.max(1, model.getInt32(4, true))),
  };
}

function readTree(reader: Reader, index: number): BoosterTree {
  const params = reader.struct(TREE_BYTES);
  if (params.getInt32(20, true) > 1) {
    throw new ModelError("unsupported", `tree ${index}: vector leaves are not supported`);
  }
  const nNodes = reader.count(params.getInt32(4, true), NODE_BYTES + STATISTICS_BYTES);
  const nodes = reader.struct(nNodes * NODE_BYTES);
  const statistics = reader.struct(nNodes * STATISTICS_BYTES);
  const tree = {
    left: new Int32Array(nNodes),
    right: new Int32Array(nNodes),
    feature: new Int32Array(nNodes),
    condition: new Float32Array(nNodes),
    defaultLeft: new Uint8Array(nNodes),
    cover: new Float32Array(nNodes),
    categories: new Map<number, Int32Array>(),
  };
  for (let i = 0; i < nNodes; i++) {
    const at = i * NODE_BYTES;
    const split = nodes.getUint32(at + 12, true);
    tree.left[i] = nodes.getInt32(at + 4, true);
    tree.right[i] = nodes.getInt32(at + 8, true);
    tree.feature[i] = split & 0x7fff_ffff;
    tree.defaultLeft[i] = split >>> 31;
    tree.condition[i] = nodes.getFloat32(at + 16, true);
    tree.cover[i] = statistics.getFloat32(i * STATISTICS_BYTES + 4, true);
  }
  return tree;
}

class Reader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  take(sizeBytes: number): number {
    const at = this.#position;
    if (sizeBytes > this.#bytes.length - at) {
      const what = `the file is truncated at byte ${at}: ${sizeBytes} more bytes must be there`;
      throw new ModelError("damaged", what);
    }
    this.#position += sizeBytes;
    return at;
  }

  /** A part of the file, not copied. */
  struct(sizeBytes: number): DataView {
    const at = this.take(sizeBytes);
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset + at, sizeBytes);
  }

  /** Holds a count of things of at least `sizeBytes` each against what is left of the file. */
  count(count: number, sizeBytes: number): number {
    const left = this.#bytes.length - this.#position;
    if (count >= 0 && count * sizeBytes <= left) return count;
    const found = `${count} at byte ${this.#position}`;
    throw new ModelError("damaged", `a count must not go beyond the file: is ${found}`);
  }

  u64(): number {
    return Number(this.struct(8).getBigUint64(0, true));
  }

  integers(count: number): Int32Array {
    const view = this.struct(this.count(count, 4) * 4);
    return Int32Array.from({ length: count }, (_, i) => view.getInt32(i * 4, true));
  }

  floats(count: number): Float32Array {
    const view = this.struct(this.count(count, 4) * 4);
    return Float32Array.from({ length: count }, (_, i) => view.getFloat32(i * 4, true));
  }

  text(): string {
    const length = this.count(this.u64(), 1);
    const at = this.take(length);
    return new TextDecoder().decode(this.#bytes.subarray(at, at + length));
  }
}

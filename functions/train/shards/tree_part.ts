/**
 * Some trees of a forest as a file, so that one forest is grown on several machines.
 *
 * The file: the word `TREEPART`, the length of a JSON head (uint32), the head, the node arrays of tree after
 * tree, and the SHA-256 of all before it; little-endian, without gaps.
 *
 * @module
 */
import { type DecisionTree, emptyTree } from "@mlops/forest";
import { createHash } from "node:crypto";

/** Some trees of a forest. */
export interface TreePart {
  /** What they were grown from, by `fitDigest`. */
  readonly fit: string;
  /** Positions in the forest, each with its tree. */
  readonly trees: readonly (readonly [index: number, tree: DecisionTree])[];
}

interface Head {
  readonly version: number;
  readonly fit: string;
  readonly nOutputs: number;
  /** Position in the forest and number of nodes of each tree. */
  readonly trees: readonly (readonly [index: number, nNodes: number])[];
}

const MAGIC = new TextEncoder().encode("TREEPART");
const VERSION = 1;
const DIGEST_BYTES = 32;

/**
 * Writes a part.
 *
 * @returns The file.
 */
export function encodeTreePart({ fit, trees }: TreePart): Uint8Array<ArrayBuffer> {
  const [first] = trees;
  const nOutputs = first === undefined ? 1 : first[1].value.length / first[1].left.length;
  const head: Head = {
    version: VERSION,
    fit,
    nOutputs,
    trees: trees.map(([index, { left }]) => [index, left.length]),
  };
  const headBytes = new TextEncoder().encode(JSON.stringify(head));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, headBytes.length, true);
  const pieces = [MAGIC, length, headBytes, ...trees.flatMap(([, tree]) => arraysOf(tree))]
    .map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
  const nBytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const file = new Uint8Array(nBytes + DIGEST_BYTES);
  let at = 0;
  for (const piece of pieces) {
    file.set(piece, at);
    at += piece.length;
  }
  file.set(digestOf(file), at);
  return file;
}

/**
 * Reads a part.
 *
 * @param file What {@linkcode encodeTreePart} wrote.
 * @returns The part.
 * @throws {RangeError} If the file is not whole, or of another kind.
 */
export function decodeTreePart(file: Uint8Array): TreePart {
  const body = file.length - DIGEST_BYTES;
  const isWhole = body > MAGIC.length + 4 &&
    MAGIC.every((byte, at) => file[at] === byte) &&
    digestOf(file).every((byte, at) => file[body + at] === byte);
  if (!isWhole) throw new RangeError("Cannot read a part of a forest as its file must be whole");
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const headEnd = MAGIC.length + 4 + view.getUint32(MAGIC.length, true);
  const head: Head = JSON.parse(
    new TextDecoder().decode(file.subarray(MAGIC.length + 4, headEnd)),
  );
  if (head.version !== VERSION) {
    throw new RangeError(
      `Cannot read a part of a forest as its version must be ${VERSION}: is ${head.version}`,
    );
  }
  let at = headEnd;
  const trees = head.trees.map(([index, nNodes]): readonly [number, DecisionTree] => {
    const tree = emptyTree(nNodes, head.nOutputs);
    for (const { buffer, byteLength } of arraysOf(tree)) {
      new Uint8Array(buffer).set(file.subarray(at, at + byteLength));
      at += byteLength;
    }
    return [index, tree];
  });
  return { fit: head.fit, trees };
}

function arraysOf(tree: DecisionTree) {
  const { left, right, feature, threshold, missingGoesLeft } = tree;
  const { impurity, nNodeSamples, cover, value } = tree;
  return [
    left,
    right,
    feature,
    threshold,
    missingGoesLeft,
    impurity,
    nNodeSamples,
    cover,
    value,
  ];
}

/** SHA-256 of all but the last bytes, which hold it. */
function digestOf(file: Uint8Array): Uint8Array {
  return createHash("sha256").update(file.subarray(0, file.length - DIGEST_BYTES)).digest();
}

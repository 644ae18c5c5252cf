import { encodeForest } from "@mlops/onnx";
import type { TrainedModel } from "@mlops/testing/trained_model";

/** A version that must not be served. */
export interface BadModel {
  /** What is wrong with it. */
  readonly what: string;
  /** Why the service is to refuse it. */
  readonly reason: string;
  /** What is registered; the version's tag is the digest of this file. */
  readonly model: Pick<TrainedModel, "onnx" | "metadata">;
  /** What happens to the file after that. */
  readonly damage?: (onnx: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;
}

/**
 * Lists versions that fail one check each.
 *
 * @param good A model that passes all of them.
 * @returns The versions.
 */
export function badModels(good: TrainedModel): BadModel[] {
  const { onnx, metadata } = good;
  const withFile = (file: Uint8Array<ArrayBuffer>) => ({ onnx: file, metadata });
  const digest = "digest_mismatch";
  return [
    { what: "one bit flipped", reason: digest, model: good, damage: flipped },
    { what: "cut in half", reason: digest, model: good, damage: half },
    { what: "an empty file", reason: digest, model: good, damage: () => new Uint8Array() },
    { what: "half a file, digest right", reason: "model_file", model: withFile(half(onnx)) },
    {
      what: "an empty file, digest right",
      reason: "model_file",
      model: withFile(new Uint8Array()),
    },
    { what: "a length of 2 GiB", reason: "model_file", model: withFile(withAbsurdLength(onnx)) },
    { what: "random bytes", reason: "model_file", model: withFile(noise(onnx.length)) },
    { what: "a tree with a cycle", reason: "model_file", model: withFile(cyclicTree()) },
    {
      what: "seven features named, eight in the graph",
      reason: "features",
      model: { onnx, metadata: { ...metadata, features: metadata.features.slice(1) } },
    },
    {
      what: "golden rows of another model",
      reason: "golden_rows",
      model: {
        onnx,
        metadata: {
          ...metadata,
          goldenRows: [{ features: [1, 2, 3, 4, 5, 6, 7, 8], probabilities: [0.123, 0.877] }],
        },
      },
    },
  ];
}

function flipped(onnx: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const copy = onnx.slice();
  const middle = copy.length >> 1;
  copy[middle] = copy[middle]! ^ 1;
  return copy;
}

function half(onnx: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return onnx.slice(0, onnx.length >> 1);
}

/** A field of the model that claims more bytes than any file has. */
function withAbsurdLength(onnx: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  // Field 7 of ModelProto, the graph, with a length of 2^31 - 1.
  return Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0x07, ...onnx.subarray(0, 1_000));
}

function noise(length: number): Uint8Array<ArrayBuffer> {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = Math.imul(state, 1_103_515_245) + 12_345 >>> 0;
    return state >>> 16;
  });
}

/** A tree whose second leaf is a node that leads back to the root. */
function cyclicTree(): Uint8Array<ArrayBuffer> {
  return encodeForest({
    nFeatures: 8,
    classes: [0, 1],
    roots: Int32Array.of(0),
    left: Int32Array.of(1, -1, 0),
    right: Int32Array.of(2, -1, 0),
    feature: Int32Array.of(1, -2, 2),
    threshold: Float64Array.of(120.5, -2, 3),
    cover: Float64Array.of(16, 8, 8),
    value: Float64Array.of(0.5, 0.5, 0.5, 0.5, 0.5, 0.5),
  });
}

import { encodeForest } from "@mlops/onnx";

/** A forest of one tree over two features: P(1) is 1/6 where the second is at most 0.5, else 3/4. */
export const STUMP_MODEL: Uint8Array = encodeForest({
  nFeatures: 2,
  classes: [0, 1],
  roots: Int32Array.of(0),
  left: Int32Array.of(1, -1, -1),
  right: Int32Array.of(2, -1, -1),
  feature: Int32Array.of(1, -2, -2),
  threshold: Float64Array.of(0.5, -2, -2),
  cover: Float64Array.of(10, 6, 4),
  value: Float64Array.of(0.6, 0.4, 5 / 6, 1 / 6, 0.25, 0.75),
});

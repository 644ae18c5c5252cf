import { deepEqual } from "node:assert/strict";
import { decidePromotion } from "./decide_promotion.ts";

function metricsWith(auc: number) {
  return { "accuracy": 0.5, "precision": 0.5, "recall": 0.5, "f1_score": 0.5, "auc_roc": auc };
}

const better = { version: "3", metrics: metricsWith(0.9) };
const unscorable = { version: "3", unscorable: 'it must have the flavor "onnx": has sklearn' };

Deno.test("decidePromotion() promotes the first model", () => {
  deepEqual(decidePromotion("auc_roc", metricsWith(0.1), null, false), {
    isPromoted: true,
    reason: "there is no champion yet",
  });
});

Deno.test("decidePromotion() promotes over a champion that is not better", () => {
  deepEqual(decidePromotion("auc_roc", metricsWith(0.9), better, false), {
    isPromoted: true,
    reason: "the champion, version 3, is not better: auc_roc 0.9 beside 0.9",
  });
});

Deno.test("decidePromotion() keeps a better champion unless it is forced", () => {
  deepEqual(decidePromotion("auc_roc", metricsWith(0.8), better, false), {
    isPromoted: false,
    reason: "the champion, version 3, is better: auc_roc 0.9 beside 0.8",
  });
  deepEqual(decidePromotion("auc_roc", metricsWith(0.8), better, true), {
    isPromoted: true,
    reason: "forced, though the champion, version 3, is better: auc_roc 0.9 beside 0.8",
  });
});

Deno.test("decidePromotion() keeps a champion that cannot be scored unless it is forced", () => {
  deepEqual(decidePromotion("auc_roc", metricsWith(0.8), unscorable, false), {
    isPromoted: false,
    reason:
      'the champion, version 3, cannot be scored: it must have the flavor "onnx": has sklearn; ' +
      "--force moves it all the same",
  });
  deepEqual(decidePromotion("auc_roc", metricsWith(0.8), unscorable, true), {
    isPromoted: true,
    reason:
      'forced, though the champion, version 3, cannot be scored: it must have the flavor "onnx": has sklearn',
  });
});

Deno.test("decidePromotion() does not promote a metric that is no number", () => {
  const { isPromoted } = decidePromotion("auc_roc", metricsWith(NaN), better, false);
  deepEqual(isPromoted, false);
});

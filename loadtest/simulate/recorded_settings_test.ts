import { deepEqual, equal } from "node:assert/strict";
import { DEFAULT_HPA } from "./hpa.ts";
import { DEFAULT_KPA } from "./kpa.ts";
import { hpaSettingsOf, kpaSettingsOf } from "./recorded_settings.ts";

const CREATED = { creationTimestamp: "2026-11-25T02:52:20Z" };

Deno.test("kpaSettingsOf() reads the annotations", () => {
  const annotations = {
    "autoscaling.knative.dev/target": "10",
    "autoscaling.knative.dev/target-utilization-percentage": "70",
    "autoscaling.knative.dev/window": "30s",
    "autoscaling.knative.dev/scale-down-delay": "10s",
    "autoscaling.knative.dev/max-scale": "8",
  };
  deepEqual(kpaSettingsOf({ metadata: { ...CREATED, annotations }, spec: {} }), {
    ...DEFAULT_KPA,
    targetConcurrency: 7,
    stableWindowSeconds: 30,
    panicWindowSeconds: 3,
    scaleDownDelaySeconds: 10,
    maxScale: 8,
  });
});

Deno.test("kpaSettingsOf() rounds the panic window to whole seconds, and to one at least", () => {
  const panicWindow = (window: string) =>
    kpaSettingsOf({
      metadata: { ...CREATED, annotations: { "autoscaling.knative.dev/window": window } },
      spec: {},
    }).panicWindowSeconds;
  equal(panicWindow("45s"), 5); // 10 % are 4.5 s, and Go rounds a half up
  equal(panicWindow("44s"), 4);
  equal(panicWindow("6s"), 1);
  equal(panicWindow("4s"), 1);
});

Deno.test("kpaSettingsOf() reads whether a route leads to the Revision", () => {
  const settings = kpaSettingsOf({ metadata: CREATED, spec: { reachability: "Unreachable" } });
  equal(settings.reachability, "Unreachable");
});

Deno.test("hpaSettingsOf() reads bounds and target", () => {
  const metrics = [{ resource: { target: { averageUtilization: 60 } } }];
  deepEqual(
    hpaSettingsOf({ metadata: CREATED, spec: { minReplicas: 3, maxReplicas: 7, metrics } }),
    {
      ...DEFAULT_HPA,
      targetUtilization: 0.6,
      minReplicas: 3,
      maxReplicas: 7,
    },
  );
});

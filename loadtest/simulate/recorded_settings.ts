import type { AutoscalerObject } from "../cluster/pods.ts";
import { DEFAULT_HPA, type HpaSettings } from "./hpa.ts";
import { DEFAULT_KPA, type KpaSettings } from "./kpa.ts";

/**
 * Reads a Revision's autoscaling settings.
 *
 * @param autoscaler Its PodAutoscaler, whose annotations are those of the Knative Service.
 * @returns The settings; Knative's defaults for what it does not name.
 */
export function kpaSettingsOf(autoscaler: AutoscalerObject): KpaSettings {
  const annotations = autoscaler.metadata.annotations ?? {};
  const { reachability } = autoscaler.spec;
  const number = (name: string, fallback: number) => {
    const text = annotations[`autoscaling.knative.dev/${name}`];
    // A duration is written in seconds: "30s".
    return text === undefined ? fallback : Number(text.replace(/s$/, ""));
  };
  const window = number("window", DEFAULT_KPA.stableWindowSeconds);
  return {
    ...DEFAULT_KPA,
    targetConcurrency: number("target", 100) * number("target-utilization-percentage", 70) / 100,
    stableWindowSeconds: window,
    // As `MakeMetric` of `pkg/reconciler/autoscaling/resources/metric.go` has it.
    panicWindowSeconds: Math.max(
      1,
      Math.round(window * number("panic-window-percentage", 10) / 100),
    ),
    scaleDownDelaySeconds: number("scale-down-delay", DEFAULT_KPA.scaleDownDelaySeconds),
    minScale: number("min-scale", DEFAULT_KPA.minScale),
    maxScale: number("max-scale", DEFAULT_KPA.maxScale),
    ...(reachability !== undefined && { reachability }),
  };
}

/**
 * Reads an HPA's settings.
 *
 * @param autoscaler The HPA.
 * @returns The settings; Kubernetes' defaults for what it does not name.
 */
export function hpaSettingsOf(autoscaler: AutoscalerObject): HpaSettings {
  const { minReplicas, maxReplicas, metrics } = autoscaler.spec;
  const percent = metrics?.[0]?.resource?.target?.averageUtilization;
  return {
    ...DEFAULT_HPA,
    minReplicas: minReplicas ?? DEFAULT_HPA.minReplicas,
    maxReplicas: maxReplicas ?? DEFAULT_HPA.maxReplicas,
    targetUtilization: percent === undefined ? DEFAULT_HPA.targetUtilization : percent / 100,
  };
}

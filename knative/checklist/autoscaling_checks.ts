import { conditionOf } from "../deploy/cluster/condition.ts";
import { type Check, fail, type Section } from "./check.ts";
import type { Cluster } from "./cluster.ts";
import { eventually } from "./eventually.ts";
import { scalesUnderLoad } from "./load_check.ts";

/**
 * Lists the checks of the workshop's sixth exercise.
 *
 * @param options `withLoad` puts the classic Deployment under load and watches it grow and shrink,
 * which takes some minutes; otherwise the HPA is only asked whether it could. `patienceMs` is
 * how long the first measurements may take to come, and `tell` takes lines about how far it has come.
 * @returns The section.
 */
export function autoscalingChecks(
  cluster: Cluster,
  { withLoad, patienceMs, tell = () => {} }: {
    withLoad: boolean;
    patienceMs: number;
    tell?: (line: string) => void;
  },
): Section {
  const patient = (check: Check): Check => ({
    ...check,
    run: () => eventually(patienceMs, check.run),
  });
  return {
    title: "Exercise 6: autoscaling",
    checks: [
      patient(topWorks(cluster)),
      patient(hasTargets(cluster)),
      withLoad ? scalesUnderLoad(cluster, tell) : patient(canScale(cluster)),
    ],
  };
}

function topWorks(cluster: Cluster): Check {
  return {
    title: "kubectl top pods works",
    remedy: "install metrics-server (minikube addons enable metrics-server), then wait a minute",
    async run() {
      const lines = (await cluster.text(["top", "pods", "--no-headers"])).trim().split("\n");
      return `${lines.length} pods measured`;
    },
  };
}

function hasTargets(cluster: Cluster): Check {
  return {
    title: "HPA ml-api-hpa has a target and a measured CPU",
    remedy:
      `kubectl describe hpa ml-api-hpa -n ${cluster.namespace}; the first value takes a minute`,
    async run() {
      const hpa = await cluster.object("horizontalpodautoscalers.autoscaling", "ml-api-hpa");
      const target = metricOf(hpa.spec.metrics, "target");
      const measured = metricOf(hpa.status.currentMetrics, "current");
      if (target === undefined) fail("it has no target");
      if (measured === undefined) fail(`TARGETS is <unknown>/${target}%`);
      return `${measured} % of ${target} %, ${hpa.status.currentReplicas} replicas`;
    },
  };
}

function canScale(cluster: Cluster): Check {
  return {
    title: "HPA is able to scale up and down (deno task checklist --load tries it)",
    remedy: `kubectl describe hpa ml-api-hpa -n ${cluster.namespace}`,
    async run() {
      const hpa = await cluster.object("horizontalpodautoscalers.autoscaling", "ml-api-hpa");
      for (const type of ["AbleToScale", "ScalingActive"]) {
        const condition = conditionOf(hpa, type);
        if (condition?.status !== "True") fail(condition?.message ?? `${type} is not known yet`);
      }
      return `between ${hpa.spec.minReplicas} and ${hpa.spec.maxReplicas}`;
    },
  };
}

function metricOf(metrics: unknown, field: "target" | "current"): number | undefined {
  const [metric] = (metrics ?? []) as {
    resource?: Record<string, { averageUtilization?: number }>;
  }[];
  return metric?.resource?.[field]?.averageUtilization;
}

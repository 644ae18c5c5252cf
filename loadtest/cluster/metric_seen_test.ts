import { equal, rejects } from "node:assert/strict";
import type { ApiReader } from "./api_server.ts";
import { concurrencyOf, requireKnativeMetrics, utilizationOf } from "./metric_seen.ts";

const METRICS = `# TYPE autoscaler_panic_request_concurrency gauge
autoscaler_panic_request_concurrency{configuration_name="predict",namespace_name="n",revision_name="predict-00001",service_name="predict"} 3.5
autoscaler_panic_request_concurrency{configuration_name="predict",namespace_name="n",revision_name="predict-00002",service_name="predict"} 1
autoscaler_panic_request_concurrency{configuration_name="predict",namespace_name="other",revision_name="predict-00001",service_name="predict"} 9
autoscaler_stable_request_concurrency{configuration_name="predict",namespace_name="n",revision_name="predict-00001",service_name="predict"} 7
`;

/** As Knative 1.24 names them. */
const NEWER = `# TYPE kn_revision_concurrency_panic gauge
kn_revision_concurrency_panic{k8s_namespace_name="n",kn_configuration_name="predict",kn_revision_name="predict-00001",kn_service_name="predict"} 2.5
kn_revision_concurrency_panic{k8s_namespace_name="n",kn_configuration_name="predict",kn_revision_name="predict-00002",kn_service_name="predict"} 1
kn_revision_concurrency_panic{k8s_namespace_name="other",kn_configuration_name="predict",kn_revision_name="predict-00001",kn_service_name="predict"} 9
kn_revision_concurrency_stable{k8s_namespace_name="n",kn_configuration_name="predict",kn_revision_name="predict-00001",kn_service_name="predict"} 7
`;

Deno.test("concurrencyOf() knows the newer names", () => {
  equal(concurrencyOf(NEWER, "n"), 3.5);
  equal(concurrencyOf(NEWER, "nowhere"), null);
});

Deno.test("concurrencyOf() sums the Revisions of one namespace's service", () => {
  equal(concurrencyOf(METRICS, "n"), 4.5);
  equal(concurrencyOf(METRICS, "nowhere"), null);
});

Deno.test("utilizationOf() reads the share of the CPU request", () => {
  const hpa = {
    metadata: { creationTimestamp: "2026-11-25T02:52:20Z" },
    spec: {},
    status: { currentMetrics: [{ resource: { current: { averageUtilization: 230 } } }] },
  };
  equal(utilizationOf([hpa]), 2.3);
  equal(utilizationOf([{ ...hpa, status: { currentMetrics: null } }]), null);
});

/** A cluster whose autoscaler tells `metrics`, or nothing. */
function clusterThatTells(metrics: string | undefined): ApiReader {
  const items = [{ metadata: { name: "autoscaler-1" } }];
  return {
    get: <T>(path: string) =>
      Promise.resolve((path.includes("/pods?") ? { items } : undefined) as T),
    text: (path) => Promise.resolve(path.includes("/autoscaler-1:9090/") ? metrics : undefined),
  };
}

Deno.test("requireKnativeMetrics() wants an autoscaler that tells, whatever it tells", async () => {
  await requireKnativeMetrics(clusterThatTells(""));
  await rejects(requireKnativeMetrics(clusterThatTells(undefined)), {
    name: "LoadError",
    message: "Cannot record as Knative's autoscaler must tell what it measures: it has no " +
      'metrics; k8s/monitoring/README.md, "Knative\'s own metrics", turns them on',
  });
});

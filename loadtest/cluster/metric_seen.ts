import type { ApiReader } from "./api_server.ts";
import type { ServiceForm } from "./service_form.ts";
import type { AutoscalerObject, Pod } from "./pods.ts";
import { LoadError } from "../k6_run.ts";

/** Reads what a form's autoscaler measured. */
export class MetricReader {
  readonly #api: ApiReader;
  readonly #form: ServiceForm;
  #autoscaler: string | undefined;

  /**
   * Prepares; nothing is asked yet.
   *
   * @param api The API server.
   */
  constructor(api: ApiReader, form: ServiceForm) {
    this.#api = api;
    this.#form = form;
  }

  /**
   * Reads the autoscaler's last measurement.
   *
   * @param autoscalers The form's autoscalers.
   * @returns Requests in flight (Knative) or CPU use as a share of the request (HPA); `null` if it does
   * not say.
   */
  async read(autoscalers: readonly AutoscalerObject[]): Promise<number | null> {
    if (this.#form.name === "classic") return utilizationOf(autoscalers);
    this.#autoscaler ??= await autoscalerPod(this.#api);
    const metrics = await metricsOf(this.#api, this.#autoscaler);
    return metrics === undefined ? null : concurrencyOf(metrics, this.#form.namespace);
  }
}

/**
 * Makes sure that Knative's autoscaler tells what it measures, which a recording is nothing without.
 *
 * @param api The API server.
 * @throws {LoadError} If it does not, as Knative 1.24 is shipped.
 */
export async function requireKnativeMetrics(api: ApiReader): Promise<void> {
  if (await metricsOf(api, await autoscalerPod(api)) !== undefined) return;
  throw new LoadError(
    "Cannot record as Knative's autoscaler must tell what it measures: it has no metrics; " +
      'k8s/monitoring/README.md, "Knative\'s own metrics", turns them on',
  );
}

async function autoscalerPod(api: ApiReader): Promise<string | undefined> {
  const pods = await api.get<{ items: Pod[] }>(
    "/api/v1/namespaces/knative-serving/pods?labelSelector=app%3Dautoscaler",
  );
  return pods?.items[0]?.metadata.name;
}

function metricsOf(api: ApiReader, pod: string | undefined): Promise<string | undefined> {
  return api.text(`/api/v1/namespaces/knative-serving/pods/${pod}:9090/proxy/metrics`);
}

/** The concurrency over the panic window, as Knative 1.15 names it, and as 1.24 does. */
const PANIC = /^(autoscaler_panic_request_concurrency|kn_revision_concurrency_panic)\{/;

/**
 * Reads the concurrency over the panic window from the metrics of Knative's autoscaler. The
 * newer one has none unless the ConfigMap `config-observability` has `metrics-protocol: prometheus`.
 *
 * @param metrics Its metrics, in Prometheus' text format.
 * @param namespace Namespace of the Knative Service `predict`.
 * @returns The sum over its Revisions, or `null` if there is none.
 */
export function concurrencyOf(metrics: string, namespace: string): number | null {
  const values = metrics.split("\n").filter((line) =>
    // The labels of both begin otherwise and end alike: namespace_name, k8s_namespace_name.
    PANIC.test(line) && line.includes(`namespace_name="${namespace}"`) &&
    line.includes('service_name="predict"')
  )
    // Rounding leaves it a little below zero when nothing is in flight.
    .map((line) => Math.max(0, Number(line.slice(line.lastIndexOf(" ") + 1))));
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}

/**
 * Reads the CPU use that an HPA saw last.
 *
 * @param autoscalers The namespace's HPAs.
 * @returns Share of the request, 1 for 100 %, or `null` before the first measurement.
 */
export function utilizationOf(autoscalers: readonly AutoscalerObject[]): number | null {
  const percent = autoscalers[0]?.status?.currentMetrics?.[0]?.resource?.current
    ?.averageUtilization;
  return percent === undefined ? null : percent / 100;
}

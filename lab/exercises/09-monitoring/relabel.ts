/**
 * Which pods a Prometheus would ask, and where: its discovery of pods and its relabelling, as far as the
 * exercise needs them (https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config).
 *
 * @module
 */
import type { LiveObject } from "../../../knative/checklist/cluster.ts";
import { fault } from "../../engine/words.ts";

/** A rule of `relabel_configs`. */
export interface Relabel {
  readonly "source_labels"?: readonly string[];
  readonly separator?: string;
  readonly regex?: string;
  readonly "target_label"?: string;
  readonly replacement?: string;
  readonly action?: string;
}

/** What Prometheus would ask. */
export interface Target {
  /** Name of the pod. */
  readonly pod: string;
  /** Where: address and path. */
  readonly url: string;
}

type Labels = Readonly<Record<string, string>>;

/**
 * Finds what would be asked of pods.
 *
 * @param pods What the discovery sees.
 * @param rules The rules, in their order.
 * @returns One target an address and path.
 * @throws {LabFault} If a rule has an action that is not known here.
 */
export function targetsOf(pods: readonly LiveObject[], rules: readonly Relabel[]): Target[] {
  const found = new Map<string, Target>();
  for (const pod of pods) {
    for (const labels of discovered(pod)) {
      const kept = relabelled(labels, rules);
      if (kept === undefined) continue;
      const url = `${kept["__scheme__"]}://${kept["__address__"]}${kept["__metrics_path__"]}`;
      found.set(url, { pod: pod.metadata.name, url });
    }
  }
  return [...found.values()];
}

/** What Kubernetes says of a pod: once for each port that it declares. */
function discovered({ metadata, spec, status }: LiveObject): Labels[] {
  const meta = (kind: string, values: Readonly<Record<string, string>> = {}) =>
    Object.entries(values).flatMap(([key, value]) => {
      const name = key.replaceAll(/\W/g, "_");
      return [[`__meta_kubernetes_pod_${kind}_${name}`, value], [
        `__meta_kubernetes_pod_${kind}present_${name}`,
        "true",
      ]];
    });
  const ip = `${status["podIP"] ?? ""}`;
  const { containers } = spec as {
    containers: { name: string; ports?: { name?: string; containerPort: number }[] }[];
  };
  return containers.flatMap(({ name, ports = [] }) =>
    ports.map((port) => ({
      __scheme__: "http",
      __metrics_path__: "/metrics",
      __address__: `${ip}:${port.containerPort}`,
      __meta_kubernetes_pod_name: metadata.name,
      __meta_kubernetes_pod_ip: ip,
      __meta_kubernetes_pod_phase: `${status["phase"]}`,
      __meta_kubernetes_pod_container_name: name,
      __meta_kubernetes_pod_container_port_name: port.name ?? "",
      __meta_kubernetes_pod_container_port_number: `${port.containerPort}`,
      ...Object.fromEntries(meta("label", metadata.labels)),
      ...Object.fromEntries(meta("annotation", metadata.annotations)),
    }))
  );
}

function relabelled(labels: Labels, rules: readonly Relabel[]): Labels | undefined {
  let kept = labels;
  for (const rule of rules) {
    const { separator = ";", regex = "(.*)", replacement = "$1", action = "replace" } = rule;
    const value = (rule.source_labels ?? []).map((name) => kept[name] ?? "").join(separator);
    const match = new RegExp(`^(?:${regex})$`, "s").exec(value);
    switch (action) {
      case "keep":
        if (match === null) return undefined;
        break;
      case "drop":
        if (match !== null) return undefined;
        break;
      case "replace":
        if (match !== null && rule.target_label !== undefined) {
          const text = replacement.replaceAll(/\$\{?(\d)\}?/g, (_, at) => match[Number(at)] ?? "");
          kept = { ...kept, [rule.target_label]: text };
        }
        break;
      default:
        fault(`le lab ne connaît pas l'action ${action}`, `the lab does not know action ${action}`);
    }
  }
  return kept;
}
